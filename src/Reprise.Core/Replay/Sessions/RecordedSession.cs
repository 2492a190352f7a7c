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
}
