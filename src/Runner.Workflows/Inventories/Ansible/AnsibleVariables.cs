using System.Globalization;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Sorts what Ansible's inventories say into how to log in, and variables.</summary>
/// <param name="reading">What the readers share.</param>
/// <param name="folder">The folder that paths start from.</param>
sealed class AnsibleVariables(InventoryReading reading, string folder)
{
    /// <summary>Those that open sessions by SSH.</summary>
    static readonly string[] SshConnections = ["ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh", "ansible.builtin.paramiko_ssh", "libssh"];

    /// <summary>Takes one variable of a YAML file.</summary>
    /// <param name="layer">Where it goes.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="group">The group that it is of; null when it is a host's.</param>
    public void Add(VariableLayer layer, YamlEntry variable, DraftGroup? group) =>
        Add(layer, variable.Key.Text, AnsibleYaml.ValueOf(variable.Value), variable.Value.Location, group, variable.Value is YamlScalar { IsLiteral: true });

    /// <summary>Takes one variable.</summary>
    /// <param name="layer">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="group">The group that it is of; null when it is a host's.</param>
    /// <param name="isLiteral">Whether it is no template, whatever it looks like.</param>
    public void Add(VariableLayer layer, string name, object? value, SourceLocation location, DraftGroup? group = null, bool isLiteral = false)
    {
        if (SettingOf(name) is { } setting)
        {
            AddSetting(layer, setting, name, value, location, isLiteral);
            return;
        }

        switch (name)
        {
            case "ansible_ssh_common_args" or "ansible_ssh_extra_args" or "ansible_ssh_args":
                new SshArguments(layer, name, location, reading, folder).Read(TextOf(value));
                break;
            case "ansible_connection" when Array.IndexOf(SshConnections, TextOf(value)) < 0:
                reading.Diagnostics.Warning(DiagnosticCodes.UnusedSetting, location, $"`ansible_connection` is {ShownText.Shorten(TextOf(value))}, and Runner's ssh actions reach hosts by SSH only", "hosts that are reached otherwise can be used by other actions");
                break;
            case "ansible_group_priority" when group is not null && value is long priority and > int.MinValue and < int.MaxValue:
                group.Priority = (int)priority;
                return;
        }

        layer.Variables[name] = value;
    }

    static string? SettingOf(string name) => name switch
    {
        "ansible_host" or "ansible_ssh_host" => LoginSettings.Address,
        "ansible_port" or "ansible_ssh_port" => LoginSettings.Port,
        "ansible_user" or "ansible_ssh_user" => LoginSettings.User,
        "ansible_ssh_private_key_file" or "ansible_private_key_file" => LoginSettings.IdentityFile,
        "ansible_password" or "ansible_ssh_pass" or "ansible_ssh_password" => LoginSettings.Password,
        "ansible_become_password" or "ansible_become_pass" or "ansible_sudo_pass" => LoginSettings.SudoPassword,
        _ => null,
    };

    void AddSetting(VariableLayer layer, string setting, string name, object? value, SourceLocation location, bool isLiteral)
    {
        var text = TextOf(value);
        if (value is null || text.Length == 0)
        {
            layer.Settings.Remove(setting);
        }
        else if (!isLiteral && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)))
        {
            reading.Diagnostics.Warning(DiagnosticCodes.UnusedSetting, location, $"`{name}` is a template, which only Ansible evaluates: these hosts cannot be logged in to", "write the value, or name it in an inventory of Runner's own format after this one");
            layer.Settings[setting] = new("", $"is a template of Ansible, which Runner does not evaluate ({location})");
        }
        else if (LoginSettings.ProblemOf(setting, text) is var (problem, help))
        {
            reading.Diagnostics.Error(DiagnosticCodes.InvalidValue, location, $"`{name}` {problem}{(LoginSettings.IsSecret(setting) ? "" : $", and this is '{ShownText.Shorten(text)}'")}", help);
        }
        else
        {
            layer.Settings[setting] = new(LoginSettings.Complete(setting, text, folder, reading.Home));
        }
    }

    static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
