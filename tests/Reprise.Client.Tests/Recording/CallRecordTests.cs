using System.Diagnostics;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

public sealed class CallRecordTests
{
    private readonly KeptRecords _kept = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_call_takes_session_user_and_trace_from_the_scope_it_is_made_in()
    {
        using (RecordScope.Begin("s", "u", new string('a', 32), "1234567890abcdef", "faq", ["t"])) Begin().Complete();
        var record = _kept.All.ShouldHaveSingleItem();
        (record.SessionId, record.UserId, record.TraceId, record.ParentId, record.PromptType).ShouldBe(("s", "u", new string('a', 32), "1234567890abcdef", "faq"));
        record.Tags.ShouldBe(["t"]);
        (record.Kind, record.Name, record.Status).ShouldBe(("tool", "weather", "success"));
        record.SpanId!.Length.ShouldBe(16);
    }

    [Fact]
    public void What_is_recorded_inside_a_call_is_its_child()
    {
        var outer = Begin();
        using (outer.Open()) Begin().Complete();
        outer.Complete();
        var (child, parent) = (_kept.All[0], _kept.All[1]);
        child.ParentId.ShouldBe(parent.SpanId);
        child.TraceId.ShouldBe(parent.TraceId);
        parent.ParentId.ShouldBeNull();
        RecordScope.Current.ShouldBeNull();
    }

    [Fact]
    public void An_activity_gives_trace_and_parent_where_no_scope_does()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Begin().Complete();
        var record = _kept.All.ShouldHaveSingleItem();
        record.TraceId.ShouldBe(activity.TraceId.ToHexString());
        record.ParentId.ShouldBe(activity.SpanId.ToHexString());
    }

    [Fact]
    public void Latency_and_time_to_first_token_are_measured_from_the_beginning()
    {
        var call = Begin();
        _time.Advance(TimeSpan.FromMilliseconds(30));
        call.FirstPiece();
        _time.Advance(TimeSpan.FromMilliseconds(70));
        call.FirstPiece();
        call.Metrics = new MetricsDocument { PromptTokens = 7 };
        call.Complete();
        var metrics = _kept.All.ShouldHaveSingleItem().Metrics!;
        (metrics.TtftMs, metrics.LatencyMs, metrics.PromptTokens).ShouldBe((30, 100, 7));
    }

    [Fact]
    public void Errors_timeouts_and_cancellations_are_told_apart()
    {
        using var source = new CancellationTokenSource();
        Begin().Fail(new InvalidOperationException("no"), source.Token);
        Begin().Fail(new TaskCanceledException("slow", new TimeoutException()), source.Token);
        Begin().Fail(new TimeoutException("slow"), source.Token);
        source.Cancel();
        Begin().Fail(new OperationCanceledException(source.Token), source.Token);
        _kept.All.Select(static record => record.Status).ShouldBe(["error", "timeout", "timeout", "cancelled"]);
        (_kept.All[0].ErrorCode, _kept.All[0].ErrorMessage).ShouldBe(("InvalidOperationException", "no"));
    }

    [Fact]
    public void A_call_that_is_completed_twice_is_recorded_once()
    {
        var call = Begin();
        call.Complete().ShouldBeTrue();
        call.Fail(new InvalidOperationException()).ShouldBeFalse();
        _kept.All.ShouldHaveSingleItem().Status.ShouldBe("success");
    }

    [Fact]
    public void A_recorder_that_throws_breaks_no_call() => CallRecord.Begin(new ThrowingRecorder(), _time, InteractionKind.Tool).Complete().ShouldBeFalse();

    private CallRecord Begin() => CallRecord.Begin(_kept, _time, InteractionKind.Tool, "weather");

    private sealed class ThrowingRecorder : IRecorder
    {
        public bool Record(InteractionDocument record) => throw new InvalidOperationException();
    }
}
