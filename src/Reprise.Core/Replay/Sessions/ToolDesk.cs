using System.Diagnostics.CodeAnalysis;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// Answers the tool calls of one branch: a live tool by asking it, any other from the record, and what the record does not have with what was given for that
/// tool. What is not from the record is recorded as a tool interaction of the branch, and answers the same call when the branch is resumed.
/// </summary>
internal sealed class ToolDesk
{
    private readonly RecordedSession _session;
    private readonly Branch _branch;
    private readonly IReplayTools _tools;
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly Func<RecordedInteraction, CancellationToken, Task> _record;
    private readonly TimeProvider _time;
    private readonly ToolUse _recorded;
    private readonly Queue<RecordedInteraction> _answered;

    /// <param name="session">Whose record answers.</param>
    /// <param name="branch">Which tools are live in it.</param>
    /// <param name="tools">The live ones.</param>
    /// <param name="given">An answer for each of some tools, for calls that are not on record.</param>
    /// <param name="answered">The branch's own tool interactions so far, oldest first.</param>
    /// <param name="record">Puts one on record.</param>
    /// <param name="time">The clock.</param>
    public ToolDesk(RecordedSession session, Branch branch, IReplayTools tools, IReadOnlyDictionary<string, string> given, IReadOnlyList<RecordedInteraction> answered,
        Func<RecordedInteraction, CancellationToken, Task> record, TimeProvider time)
    {
        (_session, _branch, _tools, _given, _record, _time) = (session, branch, tools, given, record, time);
        _recorded = new ToolUse(session.Tools, branch.ForkTurn);
        _answered = new Queue<RecordedInteraction>(answered);
    }

    /// <summary>The answers to these calls, in their order.</summary>
    public async Task<(IReadOnlyList<AnsweredCall> Calls, IReadOnlyList<UsedToolAnswer> Used)> AnswerAsync(IReadOnlyList<ToolCall> calls, ConversationForm form, int turn, CancellationToken cancellationToken)
    {
        var (answers, used) = (new List<AnsweredCall>(), new List<UsedToolAnswer>());
        foreach (var call in calls)
        {
            var (value, from) = await AnswerAsync(call, form, turn, cancellationToken).ConfigureAwait(false);
            answers.Add(new AnsweredCall(call, value));
            used.Add(new UsedToolAnswer(call.Name, from));
        }

        return (answers, used);
    }

    private async Task<(ReadOnlyMemory<byte>, ToolAnswerSource)> AnswerAsync(ToolCall call, ConversationForm form, int turn, CancellationToken cancellationToken)
    {
        var isLive = _branch.LiveTools.Contains(call.Name, StringComparer.Ordinal);
        if (!isLive && _recorded.Next(call) is { } recorded) return (recorded.ValueIn(form), ToolAnswerSource.Recorded);
        var source = isLive ? ToolAnswerSource.Live : ToolAnswerSource.Given;
        if (Answered(call, out var before)) return (form.ResultValue(before), source);
        if (!isLive && !_given.ContainsKey(call.Name)) throw MissingToolAnswer.Of(_session, _tools, call, turn);
        var start = _time.GetUtcNow();
        var text = isLive ? await _tools.CallAsync(call.Name, call.Arguments, cancellationToken).ConfigureAwait(false) : _given[call.Name];
        await _record(ToolInteractions.Of(_session.Project, _branch.BranchId, call, text, source, start, _time), cancellationToken).ConfigureAwait(false);
        return (form.ResultValue(text), source);
    }

    /// <summary>Whether the branch has asked this before it was interrupted.</summary>
    private bool Answered(ToolCall call, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!_answered.TryPeek(out var next) || next.Interaction.Name != call.Name) return false;
        text = SessionTurn.AnswerOf(_answered.Dequeue()).Content ?? "";
        return true;
    }
}
