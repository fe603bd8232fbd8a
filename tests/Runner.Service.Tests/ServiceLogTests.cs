using System.Text;
using Runner.Service.Logging;

namespace Runner.Service.Tests;

public sealed class ServiceLogTests
{
    [Theory]
    [InlineData("plain", "name=plain")]
    [InlineData("two words", "name=\"two words\"")]
    [InlineData("a\nb", "name=\"a\\nb\"")]
    [InlineData("\e[31m", "name=\"\\x1b[31m\"")]
    [InlineData("safe\u202egnp.exe", "name=\"safe\\u202egnp.exe\"")]
    [InlineData("a\u2028b", "name=\"a\\u2028b\"")]
    [InlineData("名前", "name=名前")]
    public void Names_of_users_cannot_make_a_line_look_like_another(string name, string written)
    {
        using var output = new MemoryStream();
        new ServiceLog(output, json: false, ServiceLogLevel.Info, TimeProvider.System).Write(ServiceLogLevel.Info, "run-started", ("name", name));

        Encoding.UTF8.GetString(output.ToArray()).ShouldEndWith($" {written}\n");
    }
}
