using System.Diagnostics;
using System.Text;
using Reprise.Client.Tools;
using Reprise.Tests;

namespace Reprise.Client.Tests.Tools;

public sealed class ExecutableRunnerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_gets_its_arguments_as_they_are_and_no_shell_reads_them()
    {
        var result = await Run("printf", "%s|%s", "$HOME; echo no", "a b");
        result.OutputText.ShouldBe("$HOME; echo no|a b");
        (result.End, result.ExitCode, result.IsSuccess).ShouldBe((ExecutableEnd.Exited, 0, true));
    }

    [Fact]
    public async Task It_reads_its_input_and_writes_output_and_errors_apart()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "cat; echo oops >&2; exit 3"], Input = Encoding.UTF8.GetBytes("in") });
        (result.OutputText, result.ErrorText, result.ExitCode, result.IsSuccess).ShouldBe(("in", "oops\n", 3, false));
    }

    [Fact]
    public async Task It_runs_in_its_folder_and_sees_only_the_environment_it_is_given()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun
        {
            Arguments = ["sh", "-c", "pwd; echo $ONLY; echo [$HOME]"], WorkingFolder = _folder.Path,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["ONLY"] = "this" },
        });
        result.OutputText.ShouldBe($"{_folder.Path}\nthis\n[]\n");
    }

    [Fact]
    public async Task A_listener_that_has_gone_says_so_as_it_likes_and_ends_a_program_without_an_end()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["yes"], KeptBytes = 100_000, FloodBytes = null, TimeLimit = TimeSpan.FromMinutes(1), OutputTo = new GoneListener() });
        result.End.ShouldBe(ExecutableEnd.Exited);
        result.IsSuccess.ShouldBeFalse();
        result.Output.Length.ShouldBe(100_000);
    }

    private sealed class GoneListener : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("gone");
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended_with_all_it_started()
    {
        var name = $"{_folder.Path}/pids";
        var result = await ExecutableRunner.RunAsync(new ExecutableRun
        {
            // One child in the same group, one that left it, one whose parent is gone.
            Arguments = ["sh", "-c", $"sleep 300 & echo $! >> {name}; setsid sleep 300 & echo $! >> {name}; (sleep 300 & echo $! >> {name}); echo begun; sleep 300"],
            TimeLimit = TimeSpan.FromSeconds(1),
        });
        result.End.ShouldBe(ExecutableEnd.TimedOut);
        result.OutputText.ShouldBe("begun\n");
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var ids = File.ReadAllLines(name);
        ids.Length.ShouldBe(3);
        ids.Where(IsRunning).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_program_leaves_behind_ends_with_it_unless_it_may_stay()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "sleep 300 & echo $!"] });
        result.End.ShouldBe(ExecutableEnd.Exited);
        IsRunning(result.OutputText.Trim()).ShouldBeFalse();
        var unmarked = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "env -i sleep 300 >/dev/null 2>&1 & echo $!"] });
        IsRunning(unmarked.OutputText.Trim()).ShouldBeFalse();

        var kept = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "sleep 300 >/dev/null 2>&1 & echo $!"], KeepsChildren = true });
        IsRunning(kept.OutputText.Trim()).ShouldBeTrue();
        using var left = Process.GetProcessById(int.Parse(kept.OutputText.Trim()));
        left.Kill();
    }

    [Fact]
    public async Task Of_much_output_the_beginning_is_kept_and_the_program_goes_on()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "head -c 300000 /dev/zero; exit 5"], KeptBytes = 1000 });
        (result.Output.Length, result.OutputBytes, result.IsOutputTruncated, result.ExitCode).ShouldBe((1000, 300_000, true, 5));
    }

    [Fact]
    public async Task A_flood_is_ended()
    {
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["yes"], FloodBytes = 1_000_000, KeptBytes = 10 });
        (result.End, result.OutputText).ShouldBe((ExecutableEnd.Flooded, "y\ny\ny\ny\ny\n"));
    }

    [Fact]
    public async Task A_fork_bomb_is_ended()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Processes are counted on Linux.");
        // A tame one: it stops by itself after some thousand.
        var result = await ExecutableRunner.RunAsync(new ExecutableRun
        {
            Arguments = ["sh", "-c", "i=0; while [ $i -lt 3000 ]; do sleep 60 & i=$((i+1)); done; wait"], MaxProcesses = 40, TimeLimit = TimeSpan.FromSeconds(30),
        });
        result.End.ShouldBe(ExecutableEnd.TooManyProcesses);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_what_was_written_until_then()
    {
        using var source = new CancellationTokenSource();
        await using var seen = new SignallingStream(source.Cancel);
        var result = await ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["sh", "-c", "echo begun; sleep 300"], OutputTo = seen }, cancellationToken: source.Token);
        (result.End, result.OutputText).ShouldBe((ExecutableEnd.Cancelled, "begun\n"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_by_its_name()
    {
        (await Should.ThrowAsync<FileNotFoundException>(() => Run("no-such-program-here"))).Message.ShouldContain("no-such-program-here");
        await Should.ThrowAsync<DirectoryNotFoundException>(() => ExecutableRunner.RunAsync(new ExecutableRun { Arguments = ["true"], WorkingFolder = _folder.Path + "/none" }));
    }

    private static Task<ExecutableResult> Run(params string[] arguments) => ExecutableRunner.RunAsync(new ExecutableRun { Arguments = arguments });

    private static bool IsRunning(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class SignallingStream(Action written) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
