using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.BuiltIn;

public sealed class SetTests
{
    [Fact]
    public async Task Set_answers_what_it_is_given_with_every_type_as_it_is()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - id: call
                uses: test.call
              - id: vars
                uses: set
                with: { text: "1.10", number: 3, nothing: null, list: [a, "${{ 2 }}"], deep: { status: "${{ steps.call.result.status }}" }, camelCase: true }
              - id: use
                uses: test.call
                if: steps.vars.result.deep.status == 200 && steps.vars.result.camelCase == true && steps.vars.result.nothing == null
            """);

        run.Outcomes.ShouldBe("call=Success vars=Success use=Success");
        ValueJson.Write(run.Step("vars").Result).ShouldBe("""{"text":"1.10","number":3,"nothing":null,"list":["a",2],"deep":{"status":200},"camelCase":true}""");
    }

    [Fact]
    public async Task Set_gives_a_secret_on_and_no_event_shows_it()
    {
        var run = await new Bench().RunAsync("""
            secrets: [TOKEN]
            steps:
              - id: vars
                uses: set
                with: { header: "Bearer ${{ secrets.TOKEN }}" }
              - uses: log
                with: { message: "${{ steps.vars.result.header }}" }
              - id: check
                uses: test.call
                expect: steps.vars.result.header == format('Bearer {0}', secrets.TOKEN)
            """, request => request with { Secrets = new Dictionary<string, string> { ["TOKEN"] = "t0p-s3cret" } });

        run.Outcomes.ShouldEndWith("check=Success");
        run.Text.ShouldContain("Bearer ***");
        run.Text.ShouldNotContain("t0p-s3cret");
    }
}
