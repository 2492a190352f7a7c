namespace Reprise.Proof;

/// <summary>The proof cannot be kept or read. Says why in words a person can act on.</summary>
public sealed class ProofException : Exception
{
    public ProofException() { }
    public ProofException(string message) : base(message) { }
    public ProofException(string message, Exception inner) : base(message, inner) { }
}
