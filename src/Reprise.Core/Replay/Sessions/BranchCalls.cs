using Reprise.Calls;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// Makes the calls of one branch. What the branch has asked already is not asked again: it answers from the record, in order, as long as the requests are the
/// same, which is how an interrupted branch goes on.
/// </summary>
/// <param name="session">The origin.</param>
/// <param name="branch">What to do.</param>
/// <param name="replayer">Builds the requests.</param>
/// <param name="sender">Sends them.</param>
/// <param name="done">What the branch has on record already.</param>
/// <param name="credential">A key for the provider, where the server has none.</param>
internal sealed class BranchCalls(RecordedSession session, Branch branch, Replayer replayer, ICallSender sender, IReadOnlyList<RecordedInteraction> done, string? credential)
{
    private static readonly ReplayChanges s_none = ReplayChanges.None;
    private readonly List<RecordedInteraction> _done = [.. done];
    private readonly List<RecordedInteraction> _answers = [];
    private readonly Lock _lock = new();

    /// <summary>All answers so far, in order.</summary>
    public IReadOnlyList<RecordedInteraction> Answers
    {
        get
        {
            lock (_lock) return [.. _answers];
        }
    }

    /// <summary>What is changed at the fork.</summary>
    public ReplayChanges AtFork => branch.Changes;

    /// <summary>What is changed behind it: everything but the words of the one prompt.</summary>
    public ReplayChanges Behind { get; } = branch.Changes with { Prompt = null, Context = [] };

    /// <summary>What changes only the words of the prompt.</summary>
    public ReplayChanges Words { get; } = s_none with { Prompt = branch.Changes.Prompt, Context = branch.Changes.Context };

    /// <summary>The request for a turn whose body is this. Throws a <see cref="ReplayException"/>.</summary>
    public ReplayRequest Request(SessionTurn template, ReadOnlyMemory<byte>? body, ReplayChanges changes)
    {
        var original = template.Recorded;
        if (body is { } bytes) original = original with { Request = (original.Request ?? new Body { Bytes = default }) with { Bytes = bytes, ContentEncoding = null, Chunks = [] } };
        return replayer.Prepare(original, changes);
    }

    /// <summary>Refuses to begin what would be refused for want of a key.</summary>
    public void RequireKey(ReplayRequest request) => replayer.RequireKey(request, credential);

    /// <summary>Sends it, or takes the answer it has got already.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="origin">The turn it repeats; null for one that the record does not have.</param>
    /// <param name="template">The turn whose labels it has.</param>
    /// <param name="tools">Whose answers are new in it.</param>
    /// <param name="cancellationToken">Ends the branch.</param>
    public async Task<RecordedInteraction> SendAsync(ReplayRequest request, SessionTurn? origin, SessionTurn template, IReadOnlyList<UsedToolAnswer> tools, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(request, origin, template, tools, cancellationToken).ConfigureAwait(false);
        lock (_lock) _answers.Add(answer);
        return answer;
    }

    private async Task<RecordedInteraction> AnswerAsync(ReplayRequest request, SessionTurn? origin, SessionTurn template, IReadOnlyList<UsedToolAnswer> tools, CancellationToken cancellationToken)
    {
        if (TakeDone(origin) is { } answered)
        {
            if (answered.Request is { } sent && DecodedBody.Find(sent) is { } bytes && JsonPlaces.Same(bytes, request.Body)) return answered;
            throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branch.BranchId} cannot go on: what it has on record is not what it would ask now.",
                "Start a new branch at the same turn.");
        }

        var labels = ReplayLabels.Of(template.Recorded.Interaction, branch.Changes, branch.BranchId);
        return await sender.SendAsync(new OutgoingCall
        {
            Project = session.Project,
            Provider = request.Provider,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            Body = request.Body,
            ContentType = request.ContentType,
            Headers = request.Headers,
            Credential = credential,
            Labels = labels with
            {
                SessionId = branch.BranchId,
                Metadata = BranchMetadata.Write(labels.Metadata, tools, request.NotCarried),
                Replay = new ReplayOrigin(origin?.Recorded.Interaction.Id, branch.BranchId),
            },
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was answered already. Pinned turns stand by themselves, so there may be gaps where some failed; free-running ones come one after the other.</summary>
    private RecordedInteraction? TakeDone(SessionTurn? origin)
    {
        var place = branch.Mode == BranchMode.Free ? _done.Count > 0 ? 0 : -1 : _done.FindIndex(call => call.Interaction.Replay?.Of == origin?.Recorded.Interaction.Id);
        if (place < 0) return null;
        var answered = _done[place];
        _done.RemoveAt(place);
        return answered;
    }
}
