using System.Diagnostics;
using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Text;

/// <summary>Files that no repository should hold: each is made by its test.</summary>
public sealed class SourceFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Missing_file_is_named_as_the_user_wrote_it()
    {
        var found = new DiagnosticBag();

        SourceFile.Read(folder.PathOf("none.yaml"), found, "none.yaml").ShouldBeNull();

        DiagnosticText.Format(found.ShouldHaveSingleItem()).ShouldBe("none.yaml:1:1: error RUN0001: there is no such file\n");
    }

    [Fact]
    public void Folder_is_said_to_be_one() => Refusal(folder.Path).Message.ShouldBe("this is a folder, not a file");

    [Fact]
    public void File_below_a_file_does_not_exist()
    {
        var file = folder.Write("a.yaml", "steps: []");

        Refusal(Path.Combine(file, "b.yaml")).Code.ShouldBe(DiagnosticCodes.Unreadable);
    }

    [Fact]
    public void File_that_may_not_be_read_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "the superuser may read everything");
        var file = folder.Write("secret.yaml", "steps: []");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.None);

        Refusal(file).Message.ShouldBe("you may not read this file");
    }

    [Fact]
    public void Pipe_without_a_writer_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no named pipes in the file system");
        var pipe = folder.PathOf("pipe.yaml");
        using (var made = Process.Start("mkfifo", [pipe])) made.WaitForExit();
        File.Exists(pipe).ShouldBeTrue();

        var time = Stopwatch.StartNew();
        Refusal(pipe).Message.ShouldContain("pipe");
        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));

        // Lets go of the thread that waits for a writer.
        using (File.OpenHandle(pipe, FileMode.Open, FileAccess.Write)) { }
    }

    [Fact]
    public void File_of_100_MB_is_refused_unread()
    {
        var path = folder.PathOf("large.yaml");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write)) RandomAccess.SetLength(file, 100_000_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Refusal(path);

        refusal.Code.ShouldBe(DiagnosticCodes.TooLarge);
        refusal.Message.ShouldBe("the file has 95.4 MiB; the most is 4 MiB");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, true)]
    [InlineData(4 * 1024 * 1024 + 1, false)]
    public void File_may_have_4_MiB_and_no_byte_more(int size, bool read)
    {
        var path = folder.PathOf("a.yaml");
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)'#', size)]);

        (SourceFile.Read(path, []) is not null).ShouldBe(read);
    }

    [Theory]
    [InlineData("7F454C460201010000000000", "saved as UTF-8")]
    [InlineData("6E616D653A20FF0A", "saved as UTF-8")]
    [InlineData("6E616D653A20C3280A", "saved as UTF-8")]
    [InlineData("6E616D653A20EDA0800A", "saved as UTF-8")]
    [InlineData("FFFE6E0061006D006500", "UTF-16")]
    [InlineData("FEFF006E0061006D0065", "UTF-16")]
    public void Bytes_that_are_no_text_are_refused(string bytes, string help)
    {
        var path = folder.PathOf("a.yaml");
        File.WriteAllBytes(path, Convert.FromHexString(bytes));

        var refusal = Refusal(path);

        refusal.Code.ShouldBe(DiagnosticCodes.NotText);
        refusal.Help!.ShouldContain(help);
    }

    [Fact]
    public void Byte_order_mark_is_not_part_of_the_text()
    {
        var path = folder.PathOf("a.yaml");
        File.WriteAllText(path, "name: é", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        SourceFile.Read(path, [])!.Content.ShouldBe("name: é");
    }

    [Fact]
    public void Empty_file_is_read_as_nothing() => SourceFile.Read(folder.Write("a.yaml", ""), [])!.Content.ShouldBe("");

    static Diagnostic Refusal(string path)
    {
        var found = new DiagnosticBag();
        SourceFile.Read(path, found).ShouldBeNull();
        found.HasErrors.ShouldBeTrue();
        return found.ShouldHaveSingleItem();
    }
}
