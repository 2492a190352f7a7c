using System.Diagnostics;
using System.Text.Json;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

#pragma warning disable CA1001 // A scripted sink holds nothing.
public sealed class RecorderTests
#pragma warning restore CA1001
{
    private readonly ScriptedSink _sink = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task What_is_recorded_reaches_the_sink_in_order_with_an_id_and_a_time()
    {
        await using var recorder = Of(new());
        for (var i = 0; i < 100; i++) recorder.Record(Command(i)).ShouldBeTrue();
        (await recorder.FlushAsync()).ShouldBeTrue();

        _sink.Names.ShouldBe(Enumerable.Range(0, 100).Select(i => $"c{i}"));
        _sink.Taken.ShouldAllBe(record => InteractionId.Parse(record.InteractionId!).IsEmpty == false && record.Timestamp == _time.GetUtcNow());
        var ids = _sink.Taken.Select(record => InteractionId.Parse(record.InteractionId!)).ToList();
        ids.Zip(ids.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_record_that_has_an_id_and_a_time_keeps_them()
    {
        await using var recorder = Of(new());
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        recorder.Record(Command(1) with { InteractionId = "mine", Timestamp = at });
        await recorder.FlushAsync();
        _sink.Taken.Single().ShouldSatisfyAllConditions(r => r.InteractionId.ShouldBe("mine"), r => r.Timestamp.ShouldBe(at));
    }

    [Fact]
    public async Task Records_wait_for_others_until_the_time_is_up()
    {
        await using var recorder = Of(new() { FlushInterval = TimeSpan.FromSeconds(60) });
        recorder.Record(Command(1));
        await Eventually.HoldsAsync("it is packed", () => recorder.Queued == 0);
        _time.Advance(TimeSpan.FromSeconds(59));
        _sink.Calls.ShouldBe(0);
        await PassAsync("the minute is over", () => _sink.Calls == 1);
    }

    [Fact]
    public async Task As_many_as_a_batch_holds_go_without_waiting()
    {
        await using var recorder = Of(new() { FlushInterval = TimeSpan.FromHours(1), FlushCount = 10 });
        for (var i = 0; i < 25; i++) recorder.Record(Command(i));
        await PassAsync("all but the rest went", () => _sink.Taken.Count >= 20, TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task Many_threads_record_at_once_and_each_keeps_its_order()
    {
        await using var recorder = new Recorder(_sink, new RecorderOptions { Capacity = 1_000_000 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++) recorder.Record(new InteractionDocument { Name = $"{i}", SessionId = $"{thread}" }).ShouldBeTrue();
        })));
        (await recorder.FlushAsync()).ShouldBeTrue();

        foreach (var thread in _sink.Taken.GroupBy(record => record.SessionId)) thread.Select(record => record.Name).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"{i}"));
        _sink.Taken.Count.ShouldBe(16_000);
        _sink.WasEnteredTwice.ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_buffer_drops_what_is_new_and_counts_it()
    {
        await using var recorder = Of(new() { Capacity = 10, FlushInterval = TimeSpan.FromHours(1) });
        var taken = Enumerable.Range(0, 25).Count(i => recorder.Record(Command(i)));
        taken.ShouldBe(10);
        recorder.Counters.Dropped.ShouldBe(15);
        recorder.Counters.InMemory.ShouldBe(10);
        await recorder.FlushAsync();
        _sink.Names.ShouldBe(Enumerable.Range(0, 10).Select(i => $"c{i}"));
    }

    [Fact]
    public async Task The_switch_ends_recording_and_begins_it_again()
    {
        await using var recorder = Of(new() { Enabled = false });
        recorder.Record(Command(1)).ShouldBeFalse();
        recorder.IsEnabled = true;
        recorder.Record(Command(2)).ShouldBeTrue();
        recorder.IsEnabled = false;
        recorder.Record(Command(3)).ShouldBeFalse();
        await recorder.FlushAsync();
        _sink.Names.ShouldBe(["c2"]);
        recorder.Counters.OptedOut.ShouldBe(2);
    }

    [Theory]
    [InlineData(RecorderOptions.SwitchVariable, "off", true, false)]
    [InlineData(RecorderOptions.SwitchVariable, "on", true, true)]
    [InlineData(RecorderOptions.DoNotTrackVariable, "1", true, false)]
    [InlineData(RecorderOptions.DoNotTrackVariable, "0", true, true)]
    [InlineData(RecorderOptions.DoNotTrackVariable, "1", false, true)]
    public async Task The_environment_can_forbid_recording(string variable, string value, bool obeys, bool records)
    {
        await using var recorder = new Recorder(_sink, new RecorderOptions { ObeyDoNotTrack = obeys }, _time, null, name => name == variable ? value : null);
        recorder.IsEnabled = true;
        recorder.Record(Command(1)).ShouldBe(records);
    }

    [Fact]
    public async Task Nothing_is_recorded_of_a_user_who_opted_out_and_what_waits_goes()
    {
        await using var recorder = Of(new() { OptedOutUsers = ["ann"] });
        recorder.Record(Command(1) with { UserId = "ann" }).ShouldBeFalse();
        recorder.Record(Command(2) with { UserId = "bob" }).ShouldBeTrue();
        recorder.OptOut("bob");
        using (RecordScope.Begin(userId: "bob")) recorder.Record(Command(3)).ShouldBeFalse();
        recorder.OptIn("ann");
        recorder.Record(Command(4) with { UserId = "ann" }).ShouldBeTrue();
        await recorder.FlushAsync();
        _sink.Names.ShouldContain("c4");
        _sink.Names.ShouldNotContain("c3");
        AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_sample_keeps_sessions_whole()
    {
        await using var recorder = Of(new() { Sample = 0.3, Capacity = 100_000 });
        for (var i = 0; i < 4000; i++) recorder.Record(Command(i) with { SessionId = $"s{i % 400}" });
        await recorder.FlushAsync();
        var sessions = _sink.Taken.GroupBy(record => record.SessionId).ToList();
        sessions.ShouldAllBe(session => session.Count() == 10);
        sessions.Count.ShouldBeInRange(80, 160);
        recorder.Counters.NotSampled.ShouldBe(4000 - _sink.Taken.Count);
    }

    [Fact]
    public async Task What_is_around_a_record_is_on_it()
    {
        await using var recorder = Of(new());
        using var activity = new Activity("call").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (RecordScope.Begin(sessionId: "s", userId: "u", promptType: "p", tags: ["t"])) recorder.Record(Command(1));
        using (RecordScope.Begin(traceId: "trace", spanId: "span")) recorder.Record(Command(2));
        recorder.Record(Command(3) with { TraceId = "own" });
        await recorder.FlushAsync();

        var (first, second, third) = (_sink.Taken[0], _sink.Taken[1], _sink.Taken[2]);
        (first.SessionId, first.UserId, first.PromptType, first.TraceId, first.ParentId).ShouldBe(("s", "u", "p", activity.TraceId.ToHexString(), activity.SpanId.ToHexString()));
        first.Tags.ShouldBe(["t"]);
        (second.TraceId, second.ParentId).ShouldBe(("trace", "span"));
        (third.TraceId, third.ParentId).ShouldBe(("own", null));
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_recorded_without_its_texts()
    {
        await using var recorder = Of(new() { MaxRecordBytes = 100_000 });
        recorder.Record(Command(1) with { Request = new RequestDocument { Prompt = new string('x', 1 << 20) }, UserId = new string('u', 1 << 20) });
        recorder.Record(Command(2));
        await recorder.FlushAsync();
        _sink.Names.ShouldBe(["c1", "c2"]);
        _sink.Taken[0].Request.ShouldBeNull();
        _sink.Taken[0].RecordError!.ShouldContain("texts were left out");
        recorder.Counters.Cut.ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_is_no_JSON_is_recorded_without_what_is_none()
    {
        await using var recorder = Of(new());
        JsonElement gone;
        using (var document = JsonDocument.Parse("{\"a\":1}")) gone = document.RootElement;
        recorder.Record(Command(1) with { Metadata = gone }).ShouldBeTrue();
        recorder.Record(Command(2) with { QualityScore = double.NaN }).ShouldBeTrue();
        recorder.Record(Command(3) with { Name = "lone \ud800 half" }).ShouldBeTrue();
        recorder.Record(null!).ShouldBeFalse();
        (await recorder.FlushAsync()).ShouldBeTrue();
        _sink.Taken.Count.ShouldBe(3);
        _sink.Taken[0].RecordError!.ShouldContain("left out");
        AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_holds_nothing_up()
    {
        var clock = new ClockSetBack(_time);
        await using var recorder = new Recorder(_sink, new RecorderOptions(), clock, null, static _ => null);
        recorder.Record(Command(1));
        await Eventually.HoldsAsync("it is packed", () => recorder.Queued == 0);
        clock.Behind = TimeSpan.FromDays(400);
        recorder.Record(Command(2));
        await PassAsync("both arrive", () => _sink.Taken.Count == 2, TimeSpan.FromMilliseconds(100));
        _sink.Names.ShouldBe(["c1", "c2"]);
        _sink.Taken[1].Timestamp!.Value.ShouldBeLessThan(_sink.Taken[0].Timestamp!.Value);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_and_nothing_throws()
    {
        var recorder = new Recorder(_sink);
        recorder.Record(Command(1)).ShouldBeTrue();
        await recorder.DisposeAsync();
        recorder.Record(Command(2)).ShouldBeFalse();
        await recorder.DisposeAsync();
        recorder.Dispose();
        (await recorder.FlushAsync()).ShouldBeTrue();
        _sink.Names.ShouldBe(["c1"]);
        _sink.IsDisposed.ShouldBeTrue();
        recorder.Counters.Late.ShouldBe(1);
        AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task Everything_that_was_taken_in_while_it_ended_is_accounted_for()
    {
        for (var round = 0; round < 20; round++)
        {
            var sink = new ScriptedSink();
            var recorder = new Recorder(sink, new RecorderOptions { Capacity = 1_000_000 });
            var taken = 0;
            var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var i = 0; i < 5000; i++)
                    if (recorder.Record(Command(i))) Interlocked.Increment(ref taken);
            })).ToList();
            await recorder.DisposeAsync();
            await Task.WhenAll(threads);
            sink.Taken.Count.ShouldBe(taken);
            recorder.Counters.Received.ShouldBe(taken);
        }
    }

    [Fact]
    public void Options_that_cannot_be_are_named_all_at_once()
    {
        var message = Should.Throw<ArgumentException>(() => new Recorder(_sink, new RecorderOptions { Capacity = 0, Sample = 2, FlushInterval = TimeSpan.Zero, Privacy = new() { HashUsers = true } })).Message;
        foreach (var word in new[] { "Capacity", "Sample", "FlushInterval", "PrivacyKey" }) message.ShouldContain(word);
    }

    internal static InteractionDocument Command(int number) => new() { Kind = "cli_command", Name = $"c{number}", Status = "success" };

    internal static void AddsUp(RecorderCounters c) => (c.Received + c.Found).ShouldBe(c.Sent + c.Refused + c.Unreadable + c.Withdrawn + c.Lost + c.InMemory + c.OnDisk, c.ToString());

    private Recorder Of(RecorderOptions options) => new(_sink, options, _time, null, static _ => null);

    /// <summary>Lets the clock run until something holds.</summary>
    private Task PassAsync(string what, Func<bool> holds, TimeSpan? step = null) => Eventually.HoldsAsync(what, () =>
    {
        _time.Advance(step ?? TimeSpan.FromSeconds(1));
        return holds();
    });

    /// <summary>What people and time servers do to a clock: the time of day changes, what measures spans does not.</summary>
    private sealed class ClockSetBack(ManualTimeProvider inner) : TimeProvider
    {
        public TimeSpan Behind { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() - Behind;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
