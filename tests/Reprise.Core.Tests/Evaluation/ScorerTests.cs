using Reprise.Calls;
using Reprise.Evaluation;
using Reprise.Evaluation.Scoring;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>Scoring page by page.</summary>
public sealed class ScorerTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryInteractionStore _store = new();
    private readonly PaidJudge _judge = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("\"max_calls\":3", 3, false)]
    [InlineData("\"max_usd\":0.0025", 3, false)]
    [InlineData("\"max_calls\":3", 3, true)]
    public async Task A_judges_budget_is_one_for_all_requests_that_follow_one_another(string budget, int most, bool byIds)
    {
        var ids = new List<InteractionId>();
        for (var i = 0; i < 8; i++) ids.Add(await RecordAsync("answer"));
        EvaluationResult? all = null;
        do
        {
            // Made anew for each request, as the server does.
            var judge = Answered.Make($$"""{"type":"judge","model":"acme/m",{{budget}}}""", _judge);
            var cursor = all?.Cursor is { } text ? ScoringCursor.Read(text, byIds).ShouldNotBeNull() : null;
            var part = await new Scorer(_store, _time).RunAsync(new ScoringRequest { Project = "p", Ids = byIds ? ids : null, Limit = 1, Cursor = cursor }, [judge], Token);
            all = all is null ? part : all.And(part);
        }
        while (all.Cursor is not null);

        _judge.Calls.ShouldBe(most);
        (all.Interactions, all.Scores[0].Scored, all.Scores[0].WithoutValue).ShouldBe((8, most, 8 - most));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7~")]
    [InlineData("7~1")]
    [InlineData("7~1,-2")]
    [InlineData("7~1,2+~x,0")]
    [InlineData("d7~1,2")]
    public void A_text_that_is_no_cursor_is_none(string text) => ScoringCursor.Read(text, ofIds: true).ShouldBeNull();

    [Fact]
    public void A_cursor_is_read_as_it_was_written()
    {
        var cursor = new ScoringCursor("7", ["3,0.0025", "1,0+"]);
        ScoringCursor.Read(cursor.ToString(), ofIds: true).ShouldNotBeNull().ToString().ShouldBe("7~3,0.0025~1,0+");
    }

    [Fact]
    public async Task A_page_of_ids_ends_by_the_bytes_of_its_bodies()
    {
        var large = new byte[RecordPage.MostBytes / 2];
        var ids = new List<InteractionId>();
        for (var i = 0; i < 5; i++) ids.Add(await RecordAsync("answer", large));
        var part = await new Scorer(_store, _time).RunAsync(
            new ScoringRequest { Project = "p", Ids = [.. ids, InteractionId.New(_time)], Patience = TimeSpan.Zero }, [Answered.Make("latency:10")], Token);
        (part.Interactions, part.Cursor).ShouldBe((2, "2"));
        part = await new Scorer(_store, _time).RunAsync(new ScoringRequest { Project = "p", Ids = [.. ids, InteractionId.New(_time)], Cursor = ScoringCursor.Read("4", true) }, [Answered.Make("latency:10")], Token);
        (part.Interactions, part.NotFound, part.Cursor).ShouldBe((1, 1, null));
    }

    [Theory]
    [InlineData("lexical", true)]
    [InlineData("exact", true)]
    [InlineData("""{"type":"lexical","against":"reference"}""", true)]
    [InlineData("""{"type":"lexical","against":"expected"}""", false)]
    public async Task A_replay_is_held_against_its_original_whatever_other_evaluators_there_are(string evaluator, bool isScored)
    {
        var original = await RecordAsync("the same words");
        var replay = await RecordAsync("the same words", of: original);
        foreach (string[] written in new[] { [evaluator], new[] { evaluator, "same" } })
        {
            var result = await new Scorer(_store, _time).RunAsync(new ScoringRequest { Project = "p", Ids = [replay], DryRun = true }, [.. written.Select(static one => Answered.Make(one))], Token);
            result.Scores[0].Scored.ShouldBe(isScored ? 1 : 0);
        }
    }

    private async Task<InteractionId> RecordAsync(string answer, ReadOnlyMemory<byte>? body = null, InteractionId? of = null)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var id = InteractionId.New(_time);
        var record = Answered.Record(answer, change: i => i with { Id = id, Timestamp = _time.GetUtcNow(), Replay = of is null ? null : new ReplayOrigin(of, null) });
        if (body is { } bytes) record = record with { Response = new Body { Bytes = bytes, ContentType = "application/octet-stream" }, Interaction = record.Interaction with { Dialect = "opaque" } };
        await _store.AppendAsync(new StoreBatch { Interactions = [record] }, Token);
        return id;
    }

    /// <summary>Is content with everything, for a tenth of a cent.</summary>
    private sealed class PaidJudge : ICallSender
    {
        public int Calls { get; private set; }

        public IReadOnlyList<CallTarget> Targets { get; } = [new("acme", null, true)];

        public Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(Answered.Record("""{"score":5}""", change: static i => i with { CostUsd = 0.001m }));
        }
    }
}
