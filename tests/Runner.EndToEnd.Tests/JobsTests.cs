using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>A workflow of several jobs, with items and a called workflow, by the program as it ships.</summary>
public sealed class JobsTests : IDisposable
{
    readonly Workplace here = new();

    public JobsTests() => here
        .Write("lib/tell.yaml", """
            inputs: { url: { required: true } }
            steps:
              - { id: post, name: Post, uses: http.get, with: { url: "${{ inputs.url }}" } }
            outputs: { status: "${{ steps.post.result.status }}" }
            """)
        .Write("fleet.yaml", """
            name: fleet
            inputs: { url: { required: true } }
            jobs:
              hosts:
                for-each: [web1, web2, bad]
                max-parallel: 1
                fail-fast: false
                continue-on-error: true
                steps:
                  - { name: Check, uses: http.get, with: { url: "${{ inputs.url }}/${{ item }}" }, expect: "item != 'bad'" }
              tell:
                needs: [hosts]
                steps:
                  - { id: tell, name: Tell the team, uses: ./lib/tell.yaml, with: { url: "${{ inputs.url }}/tell" } }
                  - { name: Get, uses: http.get, for-each: [a, b], with: { url: "${{ inputs.url }}/${{ item }}" } }
                outputs: { status: "${{ steps.tell.outputs.status }}" }
              last:
                needs: [tell, hosts]
                if: needs.hosts.outcome == 'success'
                steps:
                  - { uses: http.get, with: { url: "${{ inputs.url }}" } }
            outputs:
              status: ${{ jobs.tell.outputs.status }}
            """);

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Plain_lines_say_which_job_and_item_they_belong_to()
    {
        await using var peer = Peer.Saying(Peer.Answer("fine"));
        var ended = await here.RunAsync("run", "fleet.yaml", "--log", "plain", "--input", $"url=http://127.0.0.1:{peer.Port}");

        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        var lines = ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != ' ').ToList();
        string[] starts =
        [
            "run   fleet  fleet.yaml",
            "ok    hosts (web1) / Check  200 ",
            "ok    hosts (web2) / Check  200 ",
            "FAIL  hosts (bad) / Check  200 ",
            "FAIL  hosts  2 of 3 items succeeded, 1 failed  ",
            "ok    tell / Tell the team / Post  200 ",
            "ok    tell / Tell the team  ",
            "ok    tell / Get (a)  200 ",
            "ok    tell / Get (b)  200 ",
            "ok    tell / Get  2 items succeeded  ",
            "skip  last  its condition is false: needs.hosts.outcome == 'success'",
            "output status = 200",
            "end   passed  6 ok, 1 failed, 1 skipped  ",
        ];
        lines.Count.ShouldBe(starts.Length, ended.Out);
        for (var i = 0; i < starts.Length; i++) lines[i].ShouldStartWith(starts[i]);
    }

    [Fact]
    public async Task Json_lines_tell_of_items_outputs_and_why_a_job_did_not_run()
    {
        await using var peer = Peer.Saying(Peer.Answer("fine"));
        var ended = await here.RunAsync("run", "fleet.yaml", "--log", "json", "--input", $"url=http://127.0.0.1:{peer.Port}");

        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        var started = ended.Of("job-started").ToList();
        started.Select(job => job.GetProperty("job").GetString()).ShouldBe(["hosts", "hosts[0]", "hosts[1]", "hosts[2]", "tell", "tell/tell/main"]);
        started[0].GetProperty("items").GetInt32().ShouldBe(3);
        started[2].GetProperty("item").GetString().ShouldBe("web2");
        ended.Of("step-finished").Select(step => step.GetProperty("job").GetString()).ShouldBe(["hosts[0]", "hosts[1]", "hosts[2]", "tell/tell/main", "tell", "tell", "tell", "tell"]);
        var jobs = ended.Of("job-finished").ToDictionary(job => job.GetProperty("job").GetString()!);
        jobs["hosts"].ShouldSatisfyAllConditions(
            job => job.GetProperty("outcome").GetString().ShouldBe("failure"),
            job => job.GetProperty("conclusion").GetString().ShouldBe("success"),
            job => job.GetProperty("items").GetProperty("failed").GetInt32().ShouldBe(1));
        jobs["last"].GetProperty("error").GetProperty("message").GetString()!.ShouldStartWith("its condition is false");
        ended.Of("run-finished").Single().GetProperty("outputs").GetProperty("status").GetInt32().ShouldBe(200);
    }
}
