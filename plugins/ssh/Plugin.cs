using Runner.Sdk;

[assembly: Plugin("ssh", ApiVersion = 1, Summary = "SSH: commands, scripts, files and forwarded ports on other machines, through the system's OpenSSH client", WarmUp = typeof(Runner.Plugins.Ssh.SshWarmUp))]
