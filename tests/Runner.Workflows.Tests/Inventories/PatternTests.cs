using Runner.Workflows.Inventories;

namespace Runner.Workflows.Tests.Inventories;

public sealed class PatternTests
{
    static readonly Inventory Inventory = Sources.Read("""
        hosts:
          web[1:3].example.com: {}
          web10.example.com: {}
          db[1:2]: {}
          "2001:db8::1": {}
          lonely: {}
        groups:
          web: { hosts: ["web[1:3].example.com", web10.example.com] }
          db: { hosts: [db2, db1] }
          canary: { hosts: [web2.example.com, db1] }
          prod: { groups: [web, db] }
          empty: {}
        """);

    [Theory]
    [InlineData("web", "web1.example.com web2.example.com web3.example.com web10.example.com")]
    [InlineData("WEB", "web1.example.com web2.example.com web3.example.com web10.example.com")]
    [InlineData("db1", "db1")]
    [InlineData("DB1", "db1")]
    [InlineData("db", "db2 db1")]
    [InlineData("prod", "web1.example.com web2.example.com web3.example.com web10.example.com db2 db1")]
    [InlineData("db:lonely", "db2 db1 lonely")]
    [InlineData("db,lonely", "db2 db1 lonely")]
    [InlineData(" db , lonely ", "db2 db1 lonely")]
    [InlineData("lonely:db:db1", "lonely db2 db1")]
    [InlineData("web:&canary", "web2.example.com")]
    [InlineData("prod:!canary", "web1.example.com web3.example.com web10.example.com db2")]
    [InlineData("!canary:prod", "web1.example.com web3.example.com web10.example.com db2")]
    [InlineData("prod:&canary:!web", "db1")]
    [InlineData("!prod", "2001:db8::1 lonely")]
    [InlineData("&canary", "web2.example.com db1")]
    [InlineData("*.example.com", "web1.example.com web2.example.com web3.example.com web10.example.com")]
    [InlineData("WEB?.*", "web1.example.com web2.example.com web3.example.com")]
    [InlineData("web[12].example.com", "web1.example.com web2.example.com")]
    [InlineData("web[!1-2].example.com", "web3.example.com")]
    [InlineData("d*", "db2 db1")]
    [InlineData("~web\\d+", "web1.example.com web2.example.com web3.example.com web10.example.com")]
    [InlineData("~(db|lone)\\w*", "db2 db1 lonely")]
    [InlineData("~web\\d{1,2}\\.:!web1.example.com", "web2.example.com web3.example.com web10.example.com")]
    [InlineData("~(?:db)1", "db1")]
    [InlineData("web[0]", "web1.example.com")]
    [InlineData("web[-1]", "web10.example.com")]
    [InlineData("web[1:2]", "web2.example.com web3.example.com")]
    [InlineData("web[2:]", "web3.example.com web10.example.com")]
    [InlineData("web[:1]", "web1.example.com web2.example.com")]
    [InlineData("web[0:99]", "web1.example.com web2.example.com web3.example.com web10.example.com")]
    [InlineData("web[0:-2]", "web1.example.com web2.example.com web3.example.com")]
    [InlineData("web[-2:-1]", "web3.example.com web10.example.com")]
    [InlineData("web[-2:]", "web3.example.com web10.example.com")]
    [InlineData("db[-9:0]", "db2")]
    [InlineData("web[0]:db[0]", "web1.example.com db2")]
    [InlineData("all:!web[0:2]:!db", "web10.example.com 2001:db8::1 lonely")]
    [InlineData("*.example.com[1]", "web2.example.com")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("db1,2001:db8::1", "db1 2001:db8::1")]
    [InlineData("all:!2001:db8::1:!prod", null)]
    [InlineData("ungrouped", "2001:db8::1 lonely")]
    [InlineData("all", "web1.example.com web2.example.com web3.example.com web10.example.com db1 db2 2001:db8::1 lonely")]
    [InlineData("*", "web1.example.com web2.example.com web3.example.com web10.example.com db1 db2 2001:db8::1 lonely")]
    public void Pattern_chooses_hosts(string pattern, string? expected)
    {
        if (expected is null) Should.Throw<InventoryPatternException>(() => Inventory.Select(pattern));
        else Inventory.Select(pattern).Names().ShouldBe(expected);
    }

    [Theory]
    [InlineData("wbe", "no host and no group is named `wbe`", "did you mean `web`?", 0, 3)]
    [InlineData("web:!cnary", "no host and no group is named `cnary`", "did you mean `canary`?", 4, 6)]
    [InlineData("web:&prd", "no host and no group is named `prd`", "did you mean `prod`?", 4, 4)]
    [InlineData("lonley", "no host and no group is named `lonley`", "did you mean `lonely`?", 0, 6)]
    [InlineData("xyzzyx", "no host and no group is named `xyzzyx`", "the groups are: all, web, db, canary, prod, empty, ungrouped", 0, 6)]
    [InlineData("empty", "`empty` chooses no host", null, 0, 5)]
    [InlineData("*.org", "`*.org` chooses no host", null, 0, 5)]
    [InlineData("~nothing", "`~nothing` chooses no host", null, 0, 8)]
    [InlineData("web:&db", "`web:&db` chooses no host: none of them is in `db` too", null, 0, 7)]
    [InlineData("web:!prod", "`web:!prod` chooses no host: `!prod` takes the last away", null, 0, 9)]
    [InlineData("db[5]", "`db` has 2 hosts, and none at place 5", "places count from 0; -1 is the last", 0, 5)]
    [InlineData("db[-3]", "`db` has 2 hosts, and none at place -3", "places count from 0; -1 is the last", 0, 6)]
    [InlineData("db[1:0]", "`db` has 2 hosts, and none from place 1 to 0", "places count from 0; -1 is the last", 0, 7)]
    [InlineData("db[-1:-2]", "`db` has 2 hosts, and none from place -1 to -2", "places count from 0; -1 is the last", 0, 9)]
    [InlineData("web[x]", "`web[x]` chooses no host", "places are numbers, as in web[0], web[-1] or web[0:9]; anything else in brackets stands for letters of a name", 0, 6)]
    [InlineData("web[0-2]", "`web[0-2]` chooses no host", "a range of places has a colon: web[0:2]", 0, 8)]
    [InlineData("web[z-a]", "`web[z-a]` is no pattern that can be matched: ", "places are numbers, as in web[0], web[-1] or web[0:9]; anything else in brackets stands for letters of a name", 0, 8)]
    [InlineData("web db", "no host and no group is named `web db`", "write a comma or a colon between names: web,db", 0, 6)]
    [InlineData("web:!", "`!` names no host and no group", "such as web:!canary", 4, 1)]
    [InlineData("", "the pattern is empty", "such as web, web:!canary or all", 0, 0)]
    [InlineData(" : ", "the pattern is empty", "such as web, web:!canary or all", 0, 3)]
    [InlineData("~(a", "`~(a` is no regular expression that can be matched: Invalid pattern '\\A(?:(a)' at offset 8. Not enough )'s", null, 0, 3)]
    [InlineData("~(a)\\1", "`~(a)\\1` is no regular expression that can be matched: look-around and back references are not supported, since they may take for ever", null, 0, 6)]
    [InlineData("web[9999999999]", "no group has that many hosts", null, 0, 15)]
    public void Pattern_that_chooses_nothing_says_why(string pattern, string message, string? help, int start, int length)
    {
        var problem = Should.Throw<InventoryPatternException>(() => Inventory.Select(pattern));

        if (message.EndsWith(": ", StringComparison.Ordinal)) problem.Message.ShouldStartWith(message);
        else problem.Message.ShouldBe(message);
        problem.Help.ShouldBe(help);
        (problem.Span.Start, problem.Span.Length).ShouldBe((start, length));
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_found_as_they_are_written()
    {
        var inventory = Sources.Read("hosts: { DB: {}, db: {} }");

        inventory.Find("DB")!.Name.ShouldBe("DB");
        inventory.Find("db")!.Name.ShouldBe("db");
        inventory.Find("Db").ShouldBeNull();
    }

    [Fact]
    public void Expression_that_would_take_for_ever_in_others_is_matched_soon()
    {
        var inventory = Sources.Read($"hosts: {{ {new string('a', 5000)}b: {{}} }}");

        Should.Throw<InventoryPatternException>(() => inventory.Select("~(a+)+c"));
    }
}
