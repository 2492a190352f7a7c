namespace Reprise.Replay.Sessions;

/// <summary>Names the interactions that belong together: by session, or by trace.</summary>
/// <param name="Id">The session's or the trace's id. A branch is a session of its own, its id is the session's.</param>
/// <param name="IsTrace">Whether it is a trace.</param>
public readonly record struct SessionKey(string Id, bool IsTrace = false)
{
    /// <summary>As people read it.</summary>
    public override string ToString() => IsTrace ? $"trace '{Id}'" : $"session '{Id}'";
}
