using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Sessions;

/// <summary>Reads a session out of the record.</summary>
public sealed class SessionReader(IInteractionStore store)
{
    /// <summary>More calls than this are no session we replay: a trace id that never changes, say.</summary>
    public const int MostCalls = 5_000;

    /// <summary>Bytes of bodies that are held in memory for one session.</summary>
    public const long MostBytes = 512L << 20;
    private static readonly FilterField s_session = FilterFields.Find("session")!;
    private static readonly FilterField s_trace = FilterFields.Find("trace")!;

    /// <summary>The session with everything that is on record of it.</summary>
    /// <exception cref="ReplayException">It is not there, has no calls to a model, or is too large.</exception>
    public async Task<RecordedSession> ReadAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        var calls = await CallsAsync(project, key, cancellationToken).ConfigureAwait(false);
        if (calls.Count == 0) throw new ReplayException(ReplayObstacles.NotFound, $"Nothing is on record of {key}.", "See which sessions there are with: reprise session list");
        var session = Compose(project, key, [], calls, origin: null);
        return session.Turns.Count > 0 ? session
            : throw new ReplayException(ReplayObstacles.NotReplayable, $"The {key} holds no calls to a model.", "Another session can be replayed.");
    }

    /// <summary>Puts a session together.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="key">Its name.</param>
    /// <param name="shared">Turns it begins with that are on record elsewhere: those a branch has from its origin.</param>
    /// <param name="calls">Its own calls of any kind, oldest first.</param>
    /// <param name="origin">Tool answers to fall back on: those of a branch's origin.</param>
    internal static RecordedSession Compose(string project, SessionKey key, IReadOnlyList<RecordedInteraction> shared, IReadOnlyList<RecordedInteraction> calls, ToolLibrary? origin)
    {
        SessionTurn[] turns = [.. shared.Concat(calls).Where(static call => call.Interaction.Kind == InteractionKind.Llm).Select(static (call, i) => new SessionTurn(i + 1, call))];
        TurnLinks.Link(turns);
        Retries.Link(turns);
        return new RecordedSession(key, project, turns, ToolLibrary.Of(turns, [.. shared.Concat(calls).Where(static call => call.Interaction.Kind == InteractionKind.Tool)], origin));
    }

    /// <summary>Whether anything of a session or trace is on record.</summary>
    internal async Task<bool> HasAnyAsync(string project, SessionKey key, CancellationToken cancellationToken) =>
        (await store.SearchAsync(QueryOf(project, key) with { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Items.Count > 0;

    /// <summary>Every interaction of a session or trace with its bodies, oldest first.</summary>
    internal async Task<IReadOnlyList<RecordedInteraction>> CallsAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        var query = QueryOf(project, key);
        var calls = new List<RecordedInteraction>();
        var bytes = 0L;
        do
        {
            var page = await store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            calls.AddRange(page.Items);
            bytes += page.Items.Sum(static item => (item.Request?.Bytes.Length ?? 0L) + (item.Response?.Bytes.Length ?? 0L));
            if (calls.Count > MostCalls || bytes > MostBytes)
            {
                throw new ReplayException(ReplayObstacles.NotReplayable, $"The {key} has more than {MostCalls:N0} interactions or {MostBytes >> 20} MB, which is more than is replayed at once.",
                    "Replay single calls of it by their id.", "Replay a filter over it as a run: reprise replay run --filter …");
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
        return calls;
    }

    private static InteractionQuery QueryOf(string project, SessionKey key) => new()
    {
        Project = project,
        Filter = new FieldFilter(key.IsTrace ? s_trace : s_session, FilterOperator.Equal, key.Id),
        Limit = 200,
        Ascending = true,
    };
}
