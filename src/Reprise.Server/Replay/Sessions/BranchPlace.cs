namespace Reprise.Server.Replay.Sessions;

/// <summary>A place among the branches a server is at work on.</summary>
/// <param name="release">Gives it back.</param>
internal sealed class BranchPlace(Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Leaves it to the branch, which gives it back at its end.</summary>
    public void Keep() => _release = null;

    public void Dispose()
    {
        _release?.Invoke();
        _release = null;
    }
}
