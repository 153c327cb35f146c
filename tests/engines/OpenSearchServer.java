import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node on loopback, for the tests.
 *
 * <pre>java -cp … OpenSearchServer.java DIRECTORY PORT PROCESS</pre>
 *
 * Keeps all it has in DIRECTORY, writes `host:port` into DIRECTORY/address once it answers, and
 * ends when PROCESS does, whoever that is and however it ends.
 */
public class OpenSearchServer {
    private static final String HOST = "127.0.0.1";

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]).toAbsolutePath();
        int port = Integer.parseInt(arguments[1]);
        ProcessHandle starter = ProcessHandle.of(Long.parseLong(arguments[2])).orElseThrow();
        start(directory, port);
        Path fresh = Files.writeString(directory.resolve("address.new"), HOST + ":" + port);
        Files.move(fresh, directory.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
        starter.onExit().get();
        System.exit(0);
    }

    private static void start(Path directory, int port) {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("network.host", HOST);
            settings.put("http.port", port);
            settings.put("transport.port", freePort());
            // It looks for no other node, and so never joins that of another test run.
            settings.putList("discovery.seed_hosts");
            // A disk that is nearly full must not make indexes read-only in the middle of a test.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            // A test has four small indexes, and there are many tests.
            settings.put("cluster.max_shards_per_node", 10_000);
        }).build(OpenSearchRunner.newConfigs()
            .basePath(directory.resolve("node").toString())
            .clusterName("granule-tests")
            .numOfNode(1)
            .disableESLogger());
        runner.ensureYellow();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException error) {
            throw new IllegalStateException("no free port", error);
        }
    }
}
