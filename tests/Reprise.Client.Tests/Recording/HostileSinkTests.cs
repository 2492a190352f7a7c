using Reprise.Client.Recording;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

#pragma warning disable CA1001 // A scripted sink holds nothing.
public sealed class HostileSinkTests
#pragma warning restore CA1001
{
    private readonly ScriptedSink _sink = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_sink_that_fails_gets_the_same_batch_again_and_nothing_else_before_it()
    {
        _sink.Script = static (call, _, _) => call < 4 ? throw new InvalidOperationException("no") : Task.FromResult(0);
        await using var recorder = Of(new() { FlushCount = 10 });
        for (var i = 0; i < 30; i++) recorder.Record(RecorderTests.Command(i));
        await PassAsync("all are sent", () => recorder.Counters.Sent == 30);
        _sink.Names.ShouldBe(Enumerable.Range(0, 30).Select(i => $"c{i}"));
        recorder.Counters.SinkFailures.ShouldBe(3);
        recorder.Counters.IsAway.ShouldBeFalse();
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_sink_that_hangs_and_heeds_nothing_holds_up_neither_callers_nor_the_end()
    {
        var never = new TaskCompletionSource<int>();
        _sink.Script = (_, _, _) => never.Task;
        var recorder = new Recorder(_sink, new RecorderOptions { Capacity = 100, SinkTimeout = TimeSpan.FromMilliseconds(50), ShutdownTimeout = TimeSpan.FromSeconds(1) });
        recorder.Record(RecorderTests.Command(0)).ShouldBeTrue();
        await Eventually.HoldsAsync("the sink hangs", () => _sink.Calls == 1);
        for (var i = 1; i < 200; i++) recorder.Record(RecorderTests.Command(i));
        var began = TimeProvider.System.GetTimestamp();
        await recorder.DisposeAsync();
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        _sink.Calls.ShouldBe(1);
        // The one that is under way holds its place until the loop has told so.
        recorder.Counters.Lost.ShouldBeInRange(100, 101);
        (recorder.Counters.Lost + recorder.Counters.Dropped).ShouldBe(200);
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_sink_that_blocks_its_thread_does_not_block_others()
    {
        using var gate = new ManualResetEventSlim();
        _sink.Script = (_, _, _) =>
        {
            gate.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return Task.FromResult(0);
        };
        await using var recorder = Of(new());
        recorder.Record(RecorderTests.Command(0));
        await PassAsync("the sink blocks", () => _sink.Calls == 1);
        recorder.Record(RecorderTests.Command(1)).ShouldBeTrue();
        await PassAsync("the next one is packed all the same", () => recorder.Queued == 0);
        gate.Set();
        await PassAsync("both are sent", () => recorder.Counters.Sent == 2);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(1000, 3)]
    [InlineData(2, 2)]
    public async Task A_count_of_refused_records_is_believed_as_far_as_it_can_be(int said, int refused)
    {
        _sink.Script = (_, _, _) => Task.FromResult(said);
        await using var recorder = Of(new());
        for (var i = 0; i < 3; i++) recorder.Record(RecorderTests.Command(i));
        await PassAsync("the batch is settled", () => recorder.Counters.InMemory == 0);
        recorder.Counters.Refused.ShouldBe(refused);
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_sink_that_gives_no_task_has_failed()
    {
        _sink.Script = static (call, _, _) =>
        {
            Task<int>? none = null;
            return call == 1 ? none! : Task.FromResult(0);
        };
        await using var recorder = Of(new());
        recorder.Record(RecorderTests.Command(1));
        await PassAsync("it is sent by the second try", () => recorder.Counters.Sent == 1);
        recorder.Counters.SinkFailures.ShouldBe(1);
    }

    [Fact]
    public async Task A_flush_says_whether_the_sink_took_it()
    {
        _sink.Script = static (call, _, _) => call == 1 ? throw new IOException("away") : Task.FromResult(0);
        await using var recorder = Of(new());
        recorder.Record(RecorderTests.Command(1));
        (await recorder.FlushAsync()).ShouldBeFalse();
        (await recorder.FlushAsync()).ShouldBeTrue();
        _sink.Names.ShouldBe(["c1"]);
    }

    [Fact]
    public async Task A_flush_that_nobody_waits_for_any_more_ends_with_its_token()
    {
        var never = new TaskCompletionSource<int>();
        _sink.Script = (_, _, _) => never.Task;
        var recorder = new Recorder(_sink, new RecorderOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(200) });
        recorder.Record(RecorderTests.Command(1));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        (await recorder.FlushAsync(limit.Token)).ShouldBeFalse();
        await recorder.DisposeAsync();
    }

    private Recorder Of(RecorderOptions options) => new(_sink, options, _time, null, static _ => null);

    private Task PassAsync(string what, Func<bool> holds) => Eventually.HoldsAsync(what, () =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return holds();
    });
}
