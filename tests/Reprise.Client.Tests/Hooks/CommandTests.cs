using System.CommandLine;
using Reprise.Client.CommandLine;
using Reprise.Client.Commands;
using Reprise.Client.Recording;
using Reprise.Tests;

namespace Reprise.Client.Tests.Hooks;

public sealed class CommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tracked_command_is_recorded_with_its_name_and_its_time_and_its_result_is_the_callers()
    {
        var (kept, time) = (new KeptRecords(), new ManualTimeProvider());
        var result = await kept.TrackCommandAsync("status", async _ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1500));
            await Task.Yield();
            RecordScope.Current!.SpanId.ShouldNotBeNull();
            return 7;
        }, new CommandTrackingOptions { Time = time }, ["--token", "abc", "ann"], Cancellation);
        result.ShouldBe(7);
        var record = kept.All.ShouldHaveSingleItem();
        (record.Kind, record.Name, record.Status, record.Metrics!.LatencyMs).ShouldBe(("cli_command", "status", "success", 1500));
        record.Request!.Parameters!.Value.GetRawText().ShouldBe("""{"argument_count":3,"options":["--token"]}""");
    }

    [Fact]
    public void The_name_of_an_option_is_recorded_without_a_value_that_is_written_to_it()
    {
        var kept = new KeptRecords();
        var monitor = new CommandMonitor(kept);
        monitor.AfterCommand(monitor.BeforeCommand("dump", ["-phunter2", "--password:hunter2", "--user=ann", "--", "-hunter2"]));
        kept.All.ShouldHaveSingleItem().Request!.Parameters!.Value.GetRawText().ShouldBe("""{"argument_count":5,"options":["-p","--password","--user"]}""");
        CommandArguments.WithoutSecrets(["--password:hunter2", "--token", "-abc", "x"]).ShouldBe(["--password:***", "--token", "***", "x"]);
    }

    [Fact]
    public async Task Failure_error_timeout_and_cancellation_are_told_apart_and_thrown_as_they_were()
    {
        var kept = new KeptRecords();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<CommandFailureException>(() => kept.TrackCommandAsync("a", static _ => throw new CommandFailureException("no such user"), cancellationToken: Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => kept.TrackCommandAsync("b", static _ => throw new InvalidOperationException("bug"), cancellationToken: Cancellation));
        await Should.ThrowAsync<TimeoutException>(() => kept.TrackCommandAsync("c", static _ => throw new TimeoutException(), cancellationToken: Cancellation));
        await Should.ThrowAsync<OperationCanceledException>(() => kept.TrackCommandAsync("d", static token => Task.FromCanceled(token), cancellationToken: cancelled.Token));
        kept.All.Select(static record => (record.Status, record.ErrorCode)).ShouldBe([("error", "failure"), ("error", "InvalidOperationException"), ("timeout", "TimeoutException"), ("cancelled", "TaskCanceledException")]);
    }

    [Fact]
    public void Before_and_after_record_once_and_what_was_timed_elsewhere_can_be_recorded_too()
    {
        var kept = new KeptRecords();
        var monitor = new CommandMonitor(kept, new CommandTrackingOptions { RecordArguments = true });
        var command = monitor.BeforeCommand("push", ["--api-key=k", "--password", "p", "origin", "postgres://ann:Tr0ub4dor-3x@db/shop"]);
        monitor.AfterCommand(command, success: false);
        monitor.AfterCommand(command);
        kept.RecordCommand("custom", success: true, TimeSpan.FromMilliseconds(123.4)).ShouldBeTrue();
        kept.All.Count.ShouldBe(2);
        (kept.All[0].Status, kept.All[0].ErrorCode, kept.All[0].InteractionId).ShouldBe(("error", "failure", command.InteractionId));
        kept.All[0].Request!.Parameters!.Value.GetProperty("arguments").EnumerateArray().Select(static argument => argument.GetString()).ShouldBe(["--api-key=***", "--password", "***", "origin", "postgres://***@db/shop"]);
        (kept.All[1].Name, kept.All[1].Metrics!.LatencyMs).ShouldBe(("custom", 123));
    }

    [Fact]
    public async Task One_line_records_every_command_of_a_command_line()
    {
        var kept = new KeptRecords();
        var name = new Argument<string>("name");
        var add = new Command("add") { name };
        add.SetAction(parsed => parsed.GetValue(name) == "bob" ? 3 : 0);
        var wait = new Command("wait");
        wait.SetAction(static async (_, token) =>
        {
            await Task.Delay(1, token);
            throw new TimeoutException();
        });
        var root = new RootCommand { new Command("user") { add }, wait };
        root.UseReprise(kept).UseReprise(kept);

        root.Parse("user add ann").Invoke().ShouldBe(0);
        root.Parse("user add bob").Invoke().ShouldBe(3);
        await Should.ThrowAsync<TimeoutException>(() => root.Parse("wait").InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, Cancellation));
        kept.All.Select(static record => (record.Name, record.Status, record.ErrorCode)).ShouldBe([("user add", "success", null), ("user add", "error", "failure"), ("wait", "timeout", "TimeoutException")]);
        kept.All[1].Metadata!.Value.GetProperty("exit_code").GetInt32().ShouldBe(3);
        kept.All[1].Request!.Parameters!.Value.GetRawText().ShouldNotContain("bob");
    }
}
