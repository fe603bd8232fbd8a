using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Cli.Hosts;

/// <summary>Hosts as a JSON list, for programs.</summary>
static class HostJson
{
    public static void Write(HostList list, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var host in list.Hosts)
            {
                json.WriteStartObject();
                json.WriteString("name", host.Name);
                json.WriteString("address", host.Address);
                if (host.Port is { } port) json.WriteNumber("port", port);
                else json.WriteNull("port");
                json.WriteString("user", host.User);
                json.WriteStartArray("groups");
                foreach (var group in HostList.GroupsOf(host)) json.WriteStringValue(group);
                json.WriteEndArray();
                if (list.WithVariables) WriteVariables(list, host, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.Write("\n"u8);
    }

    static void WriteVariables(HostList list, Sdk.Inventory.InventoryHost host, Utf8JsonWriter json)
    {
        json.WriteStartObject("settings");
        foreach (var (name, value) in list.SettingsOf(host)) json.WriteString(name, value);
        json.WriteEndObject();
        json.WritePropertyName("vars");
        json.WriteRawValue(list.WithoutSecrets(ValueJson.Write(ClrValue.From(host.Variables), indented: false)));
    }
}
