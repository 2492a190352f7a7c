using System.Text;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary><c>reprise exec</c> as a shell starts it.</summary>
public sealed class ExecTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Says to both streams bytes that are no text, makes a file, and notes that it ran.</summary>
    private const string Script = """printf 'out\377\n'; printf 'err\n' >&2; cat a.txt > made.txt; echo ran >> runs.log""";

    [Fact]
    public async Task A_command_with_the_same_inputs_is_answered_byte_for_byte_and_its_files_are_made_again()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        await File.WriteAllTextAsync(stage.Folder.File("a.txt"), "one", Cancellation);
        string[] command = ["exec", "--tool", "compiler", "--inputs", "*.txt", "--inputs", "!made.txt", "--outputs", "made.txt", "--", "sh", "-c", Script];
        var first = await stage.RunAsync(command);
        (first.ExitCode, first.Error).ShouldBe((0, "err\n"));
        first.Bytes.ShouldBe([.. "out"u8, 0xff, (byte)'\n']);
        File.Delete(stage.Folder.File("made.txt"));
        Run again = first;
        await Eventually.HoldsAsync("the second is answered from the record", async () =>
        {
            var before = Runs(stage);
            again = await stage.RunAsync(command);
            return Runs(stage) == before;
        });
        (again.ExitCode, again.Error).ShouldBe((0, "err\n"));
        again.Bytes.ShouldBe(first.Bytes);
        (await File.ReadAllTextAsync(stage.Folder.File("made.txt"), Cancellation)).ShouldBe("one");

        // Another content is another run; so is a refresh, and a run without the cache.
        var ran = Runs(stage);
        await File.WriteAllTextAsync(stage.Folder.File("a.txt"), "two", Cancellation);
        await stage.RunAsync(command);
        Runs(stage).ShouldBe(ran + 1);
        (await File.ReadAllTextAsync(stage.Folder.File("made.txt"), Cancellation)).ShouldBe("two");
        await stage.RunAsync(["exec", "--refresh", .. command[1..]]);
        await stage.RunAsync(["exec", "--no-cache", .. command[1..]]);
        Runs(stage).ShouldBe(ran + 3);
        var records = await stage.RecordsAsync("compiler", atLeast: 4);
        records.Count(static record => record.TryGetProperty("cache", out var cache) && cache.GetProperty("status").GetString() == "hit").ShouldBeGreaterThan(0);
        records.ShouldAllBe(static record => record.GetProperty("kind").GetString() == "cli_command");
    }

    [Fact]
    public async Task What_failed_is_run_again_with_its_own_exit_code_and_declared_variables_and_input_count()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        string[] failing = ["exec", "--tool", "failing", "--", "sh", "-c", "echo ran >> runs.log; exit 7"];
        (await stage.RunAsync(failing)).ExitCode.ShouldBe(7);
        (await stage.RunAsync(failing)).ExitCode.ShouldBe(7);
        Runs(stage).ShouldBe(2);
        (await stage.RecordsAsync("failing", atLeast: 2)).ShouldAllBe(static record => record.GetProperty("status").GetString() == "error" && record.GetProperty("metadata").GetProperty("exit_code").GetInt32() == 7);

        string[] echo = ["exec", "--tool", "echo", "--env", "WHO", "--stdin", "--", "sh", "-c", "echo ran >> runs.log; cat; echo $WHO"];
        (await stage.RunAsync("in"u8.ToArray(), Who("ann"), echo)).Output.ShouldBe("inann\n");
        await stage.RecordsAsync("echo");
        (await stage.RunAsync("in"u8.ToArray(), Who("bob"), echo)).Output.ShouldBe("inbob\n");
        (await stage.RunAsync("IN"u8.ToArray(), Who("ann"), echo)).Output.ShouldBe("INann\n");
        Runs(stage).ShouldBe(5);
    }

    [Fact]
    public async Task Hanging_missing_and_misdeclared_commands_end_as_shells_know_it()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        (await stage.RunAsync("exec", "--tool", "hanging", "--timeout", "0.3", "--", "sh", "-c", "sleep 100 & sleep 100")).ExitCode.ShouldBe(124);
        (await stage.RecordsAsync("hanging")).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("timeout");
        (await stage.RunAsync("exec", "--", "no-such-program-anywhere")).ExitCode.ShouldBe(127);
        (await stage.RunAsync("exec", "--inputs", "no-such/**", "--", "true")).Error.ShouldContain("no file matches --inputs no-such/**");
        (await stage.RunAsync("exec")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_is_away_keeps_nothing_from_being_run()
    {
        await using var stage = await CommandLineStage.OpenAsync(serves: false);
        var run = await stage.RunAsync("exec", "--", "sh", "-c", "echo well");
        (run.ExitCode, run.Output).ShouldBe((0, "well\n"));
        run.Error.ShouldContain("the server cannot be asked");
    }

    [Fact]
    public async Task A_record_that_would_write_outside_the_folder_is_not_used()
    {
        await using var stage = await CommandLineStage.OpenAsync();
        var outside = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateSymbolicLink(stage.Folder.File("out"), Path.GetTempPath());
        foreach (var name in new[] { "../evil", outside, "out/evil", "a/../../evil" })
        {
            var files = new[] { new Reprise.Cli.Commands.Exec.ExecFile(name, false, Reprise.Cli.Commands.Exec.ExecBytes.Of(Encoding.UTF8.GetBytes("x"))) };
            Reprise.Cli.Commands.Exec.OutputFiles.MayWrite(stage.Folder.Path, ["**"], files).ShouldBeFalse(name);
        }

        var inside = new[] { new Reprise.Cli.Commands.Exec.ExecFile(".git/hooks/commit", true, Reprise.Cli.Commands.Exec.ExecBytes.Of(Encoding.UTF8.GetBytes("x"))) };
        Reprise.Cli.Commands.Exec.OutputFiles.MayWrite(stage.Folder.Path, ["build/**"], inside).ShouldBeFalse("it is not declared");
        Reprise.Cli.Commands.Exec.OutputFiles.MayWrite(stage.Folder.Path, [".git/**"], inside).ShouldBeTrue();
    }

    private static Dictionary<string, string> Who(string name) => new() { ["WHO"] = name };

    private static int Runs(CommandLineStage stage) => File.ReadAllLines(stage.Folder.File("runs.log")).Length;
}
