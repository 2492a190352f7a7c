using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

public class UsageTests
{
    private const string Nobody = "http://127.0.0.1:1";

    [Theory]
    [InlineData("search", "--frobnicate")]
    [InlineData("search", "--limit", "0")]
    [InlineData("search", "--limit", "many")]
    [InlineData("search", "--since", "yesterday")]
    [InlineData("search", "--server", "nowhere")]
    [InlineData("show")]
    [InlineData("show", "x", "--raw", "both")]
    [InlineData("show", "x", "--decode")]
    [InlineData("show", "x", "--raw", "request", "--json")]
    [InlineData("stats", "--by", "a,b,c")]
    [InlineData("stats", "--by", "day,hour")]
    [InlineData("export", "--resume")]
    [InlineData("export", "--resume", "--out", "x.gz")]
    [InlineData("import", "no-such-file.jsonl")]
    [InlineData("prices")]
    [InlineData("prices", "update")]
    [InlineData("prices", "update", "--file", "no-such-file.json")]
    [InlineData("completion", "cmd.exe")]
    [InlineData("serve", "--urls", "nowhere")]
    [InlineData("serve", "--set", "novalue")]
    [InlineData("config", "check", "--set", "=x")]
    [InlineData("serch")]
    [InlineData]
    public async Task A_wrong_command_line_is_refused_before_anything_is_done(params string[] args)
    {
        var run = await Run.Here(new RunSettings { Environment = { ["REPRISE_SERVER"] = Nobody } }, args);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("reprise: ");
    }

    [Fact]
    public async Task A_mistyped_command_is_answered_with_the_one_that_was_meant() => (await Run.Here("serch")).Error.ShouldContain("did you mean 'search'");

    [Fact]
    public async Task A_bad_address_in_the_environment_is_a_usage_error_that_names_the_variable()
    {
        var run = await Run.Here(new RunSettings { Environment = { ["REPRISE_SERVER"] = "ftp://x" } }, "search");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("REPRISE_SERVER");
    }

    [Theory]
    [InlineData("search")]
    [InlineData("show", "x")]
    [InlineData("show", "last")]
    [InlineData("tail")]
    [InlineData("session", "list")]
    [InlineData("session", "show", "x")]
    [InlineData("stats")]
    [InlineData("export")]
    [InlineData("prices", "list")]
    [InlineData("prices", "recompute")]
    [InlineData("doctor")]
    public async Task A_server_that_cannot_be_reached_has_an_exit_code_of_its_own(params string[] args)
    {
        var run = await Run.Here([.. args, "--server", Nobody]);

        run.ExitCode.ShouldBe(3, run.Error);
        (run.Error + run.Output).ShouldContain("reprise serve");
    }

    [Fact]
    public async Task Help_goes_to_standard_output_and_succeeds()
    {
        var run = await Run.Process("search", "--help");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("--since");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_of_its_own_gives_the_same_exit_codes()
    {
        (await Run.Process("search", "--frobnicate")).ExitCode.ShouldBe(2);
        (await Run.Process("search", "--server", Nobody)).ExitCode.ShouldBe(3);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Each_shell_gets_a_completion_script(string shell)
    {
        var run = await Run.Here("completion", shell);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("[suggest:");
    }

    [Fact]
    public async Task Commands_options_and_fields_of_the_server_are_completed()
    {
        await using var server = await FakeServer.StartAsync();
        var settings = new RunSettings { Environment = { ["REPRISE_SERVER"] = server.Url } };

        (await Run.Here(settings, "[suggest:12]", "reprise expo")).Output.Trim().ShouldBe("export");
        (await Run.Here(settings, "[suggest:19]", "reprise search --al")).Output.Trim().ShouldBe("--all");
        // Completion gives a server 400 ms and then offers nothing, so on a busy machine it is asked again, as people press the key again.
        await Eventually.HoldsAsync("model: is offered", async () => (await Run.Here(settings, "[suggest:17]", "reprise search mo")).Output.Trim() == "model:");
        await Eventually.HoldsAsync("status:error is offered", async () => (await Run.Here(settings, "[suggest:23]", "reprise search status:e")).Output.Split('\n').Contains("status:error"));
    }
}
