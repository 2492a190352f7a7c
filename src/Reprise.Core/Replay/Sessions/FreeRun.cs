using System.Diagnostics.CodeAnalysis;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// Builds each turn on the new answers. While they are the recorded ones, the requests are the recorded ones, byte for byte. When the model calls tools, they are
/// answered until it stops; then the user's next recorded words follow. A recorded turn that only brought tool results is left out when nothing was called.
/// </summary>
internal sealed class FreeRun(RecordedSession session, Branch branch, BranchCalls calls, ToolDesk desk) : BranchRun(session, branch, calls)
{
    /// <summary>A branch asks at most so many times as often as its origin.</summary>
    public const int MostTimes = 4;
    private readonly Dictionary<SessionTurn, Place> _places = [];
    private int _left = Math.Max(8, MostTimes * session.Turns.Count(turn => turn.Number >= branch.ForkTurn));

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        // 1. Along the recorded turns.
        foreach (var turn in Session.Turns)
        {
            At = turn.Number;
            if (turn.Number < Branch.ForkTurn) Remember(turn, turn.Recorded, turn.Conversation);
            else await TakeAsync(turn, cancellationToken).ConfigureAwait(false);
        }

        // 2. What the model still wants to know where the record has no more turns.
        foreach (var turn in Turns.Where(turn => !Session.Turns.Any(other => other.Parent == turn)))
        {
            At = turn.Number;
            if (!_places.TryGetValue(turn, out var place) || AnswerJudge.SameCalls(turn.Answer.ToolCalls, place.Reading.ToolCalls)) continue;
            await FinishToolsAsync(place, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(SessionTurn turn, CancellationToken cancellationToken)
    {
        if (turn.TriedAgainAs is not null) return;
        if (turn.Conversation is not { } conversation || turn.Parent is null || !_places.TryGetValue(turn.Parent, out var place) || !ReferenceEquals(place.Asked.Form, conversation.Form))
        {
            // It continues nothing we know: it is asked as it was.
            await AskAsync(turn, turn, turn.Conversation?.Body, [], cancellationToken).ConfigureAwait(false);
            return;
        }

        if (turn.IsToolTurn && place.Reading.ToolCalls.Count == 0)
        {
            // Nothing was called, so there is nothing to bring back.
            _places[turn] = place;
            return;
        }

        if (!BringsResults(turn) && !AnswerJudge.SameCalls(turn.Parent.Answer.ToolCalls, place.Reading.ToolCalls)) place = await FinishToolsAsync(place, cancellationToken).ConfigureAwait(false);
        var (news, used) = await NewsAsync(turn, place, cancellationToken).ConfigureAwait(false);
        await AskAsync(turn, turn, Body(turn, conversation, place, news), used, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers tools and asks again until the model calls none.</summary>
    private async Task<Place> FinishToolsAsync(Place place, CancellationToken cancellationToken)
    {
        while (place.Reading.ToolCalls.Count > 0)
        {
            var (answers, used) = await desk.AnswerAsync(place.Reading.ToolCalls, place.Asked.Form, place.Template.Number, cancellationToken).ConfigureAwait(false);
            var items = place.Asked.Form.ResultItems(answers, Sample(place.Asked.Form)).Select(static item => new ConversationItem(item, MessageRole.Tool));
            var body = Body(follows: null, place.Asked, place, [.. items]);
            place = await AskAsync(origin: null, place.Template, body, used, cancellationToken).ConfigureAwait(false);
        }

        return place;
    }

    /// <summary>What a turn brings: its words as recorded, and results for what was called now.</summary>
    private async Task<(IReadOnlyList<ConversationItem> News, IReadOnlyList<UsedToolAnswer> Used)> NewsAsync(SessionTurn turn, Place place, CancellationToken cancellationToken)
    {
        var form = place.Asked.Form;
        if (place.Reading.ToolCalls.Count == 0) return (Words(turn, form), []);
        if (!BringsResults(turn)) return (turn.News, []);
        var (answers, used) = await desk.AnswerAsync(place.Reading.ToolCalls, form, turn.Parent!.Number, cancellationToken).ConfigureAwait(false);
        var news = AnswerJudge.SameCalls(turn.Parent!.Answer.ToolCalls, place.Reading.ToolCalls) ? Spliced(turn, form, answers, place.RepeatsIds(turn)) : null;
        return (news ?? [.. form.ResultItems(answers, Sample(form)).Select(static item => new ConversationItem(item, MessageRole.Tool)), .. Words(turn, form)], used);
    }

    private static bool BringsResults(SessionTurn turn) => turn.News.Any(item => turn.Conversation!.Form.Results(item.Bytes).Count > 0);

    /// <summary>The recorded results with these answers in their places; null when one of them answers no call.</summary>
    private static List<ConversationItem>? Spliced(SessionTurn turn, ConversationForm form, IReadOnlyList<AnsweredCall> answers, bool keepsIds)
    {
        var recorded = turn.Parent!.Answer.ToolCalls.ToList();
        var (waiting, news) = (recorded.ToList(), new List<ConversationItem>());
        foreach (var item in turn.News)
        {
            var changes = new List<(Range, ReadOnlyMemory<byte>)>();
            foreach (var place in form.Results(item.Bytes))
            {
                if (ToolResults.Take(waiting, place) is not { } call || place.ValuePlace is not { } value) return null;
                var index = recorded.FindIndex(other => ReferenceEquals(other, call));
                changes.Add((value, answers[index].Value));
                if (!keepsIds && place.IdPlace is { } id) changes.Add((id, JsonPlaces.String(ToolCalls.IdOf(answers[index].Call, index))));
            }

            news.Add(new ConversationItem(JsonPlaces.Replace(item.Bytes, changes), item.Role));
        }

        return news;
    }

    private static IReadOnlyList<ConversationItem> Words(SessionTurn turn, ConversationForm form) =>
        [.. turn.News.Select(item => (item.Role, Left: form.WithoutResults(item.Bytes))).Where(static item => item.Left is not null).Select(static item => new ConversationItem(item.Left!.Value, item.Role))];

    /// <summary>The request that continues a place, around the body of a recorded turn.</summary>
    private ReadOnlyMemory<byte> Body(SessionTurn? follows, Conversation around, Place place, IReadOnlyList<ConversationItem> news)
    {
        var form = around.Form;
        if (form.PreviousResponse((follows?.Conversation ?? around).Body) is not null || follows is null && place.IsChained)
            return form.WithPrevious(around.With(news), place.Reading.ResponseId ?? "");
        return around.With([.. place.Asked.Said, .. place.Echo(follows, SampleEcho(form)), .. news]);
    }

    /// <summary>Asks, and remembers where that leaves the conversation.</summary>
    private async Task<Place> AskAsync(SessionTurn? origin, SessionTurn template, ReadOnlyMemory<byte>? body, IReadOnlyList<UsedToolAnswer> used, CancellationToken cancellationToken)
    {
        if (_left-- == 0)
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"The branch has asked {MostTimes} times as often as its origin and was stopped: the model goes on calling tools.",
                "Fork at a later turn.", "Replay the session pinned.");
        }

        var isFork = IsFork(origin);
        var asked = body is { } bytes && template.Conversation is { } form ? Conversation.Find(form.Form, isFork && !Calls.Words.IsEmpty ? Calls.Request(template, bytes, Calls.Words).Body : bytes) : null;
        var answer = await Calls.SendAsync(Calls.Request(template, body, ChangesOf(origin)), origin, template, used, cancellationToken).ConfigureAwait(false);
        if (answer.Interaction.Status != InteractionStatus.Success && template.Recorded.Interaction.Status == InteractionStatus.Success)
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"The provider did not answer turn {template.Number} ({answer.Interaction.ErrorCode ?? "error"}), and the turns behind it are built on its answer.",
                "Replay the session pinned: each turn stands by itself.", "Resume the branch when the provider answers again.");
        }

        var place = new Place(origin, template, asked!, answer, SessionTurn.AnswerOf(answer));
        if (origin is not null && asked is not null) _places[origin] = place;
        return place;
    }

    private void Remember(SessionTurn turn, RecordedInteraction answer, Conversation? asked)
    {
        if (asked is not null) _places[turn] = new Place(turn, turn, asked, answer, turn.Answer);
    }

    private ReadOnlyMemory<byte>? Sample(ConversationForm form) => Session.Turns.Where(turn => ReferenceEquals(turn.Conversation?.Form, form)).SelectMany(static turn => turn.News)
        .Where(item => form.Results(item.Bytes).Count > 0).Select(static item => (ReadOnlyMemory<byte>?)item.Bytes).FirstOrDefault();

    private ReadOnlyMemory<byte>? SampleEcho(ConversationForm form) => Session.Turns.Where(turn => ReferenceEquals(turn.Conversation?.Form, form)).SelectMany(static turn => turn.Echo)
        .Select(static item => (ReadOnlyMemory<byte>?)item.Bytes).FirstOrDefault();

    /// <summary>Where a conversation stands: what was asked and what was answered.</summary>
    /// <param name="Origin">The recorded turn it repeats; null for one the record does not have.</param>
    /// <param name="Template">The recorded turn its request is built around.</param>
    /// <param name="Asked">The request in its recorded dialect.</param>
    /// <param name="Answer">The answer.</param>
    /// <param name="Reading">What it says.</param>
    private sealed record Place(SessionTurn? Origin, SessionTurn Template, Conversation Asked, RecordedInteraction Answer, AnswerReading Reading)
    {
        public bool IsChained => Asked.Form.PreviousResponse(Asked.Body) is not null;

        /// <summary>Whether the recorded words of this turn's client stand for the new answer: it is the recorded one, ids apart.</summary>
        public bool IsRecorded([NotNullWhen(true)] SessionTurn? turn) => turn?.Parent is { } parent && Origin == parent && turn.Echo.Count > 0
            && AnswerJudge.SameCalls(turn.Parent.Answer.ToolCalls, Reading.ToolCalls) && (parent.Answer.Content ?? "") == (Reading.Content ?? "") && parent.Answer.Refusal == Reading.Refusal
            && ToolResults.Calls(turn) is var repeated && AnswerJudge.SameCalls(repeated, Reading.ToolCalls);

        public bool RepeatsIds(SessionTurn turn) => IsRecorded(turn);

        /// <summary>The answer as the next request repeats it.</summary>
        public IReadOnlyList<ConversationItem> Echo(SessionTurn? turn, ReadOnlyMemory<byte>? sample)
        {
            if (IsRecorded(turn)) return turn.Echo;
            var same = ReferenceEquals(ConversationForm.Of(Answer.Interaction.Dialect), Asked.Form);
            var items = (same ? Asked.Form.Echo(SessionTurn.AnswerBytes(Answer), sample) : null) ?? Asked.Form.Compose(Reading);
            return [.. items.Select(static item => new ConversationItem(item, MessageRole.Assistant))];
        }
    }
}
