using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Pooling;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Does what comes before the first client while the workflow is still read: looks for the program and for the folder of sockets, and starts
/// the shell that ends connections where Runner is killed. From then on the code that starts processes is loaded, which the first connection
/// would wait 10 ms for.
/// </summary>
public sealed class SshWarmUp : IWarmUp
{
    /// <inheritdoc/>
    public void WarmUp()
    {
        // Windows has no masters.
        if (OperatingSystem.IsWindows()) return;
        const string nobody = "nobody";
        var options = new SshOptions { Host = nobody };
        var program = SshProgram.Find(nobody);
        OrphanWatch.Start(ControlFolder.Open(nobody), program.Path, nobody);
        _ = OptionsKey.Of(options);
        _ = SshArguments.Of(options, program.Path, null, canAnswer: true);
    }
}
