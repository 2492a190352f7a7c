namespace Reprise.Replay.Sessions;

/// <summary>A session as the record has it: its calls to models in order, which continues which, and what its tools answered.</summary>
public sealed class RecordedSession
{
    internal RecordedSession(SessionKey key, string project, IReadOnlyList<SessionTurn> turns, ToolLibrary tools) => (Key, Project, Turns, Tools) = (key, project, turns, tools);

    public SessionKey Key { get; }
    public string Project { get; }
    public IReadOnlyList<SessionTurn> Turns { get; }

    /// <summary>What the tools answered, by call and arguments.</summary>
    public ToolLibrary Tools { get; }

    /// <summary>The session as it was when it had so many turns: what came to it since is none of a branch that was made before.</summary>
    internal RecordedSession Until(int turns)
    {
        if (turns >= Turns.Count) return this;
        SessionTurn[] first = [.. Turns.Take(turns).Select(static turn => new SessionTurn(turn.Number, turn.Recorded))];
        TurnLinks.Link(first);
        Retries.Link(first);
        return new RecordedSession(Key, Project, first, Tools);
    }
}
