namespace Reprise.Encryption;

/// <summary>Something sealed cannot be opened: it was changed, its key is gone, or the master key is another one. Says which, without content.</summary>
public sealed class SealException : Exception
{
    public SealException() { }
    public SealException(string message) : base(message) { }
    public SealException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The key was destroyed on purpose: what it sealed is erased.</summary>
    public bool IsErased { get; init; }
}
