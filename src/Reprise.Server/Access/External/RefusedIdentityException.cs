namespace Reprise.Server.Access.External;

/// <summary>Somebody cannot be let in on the word of a provider; the message says why, without what the provider sent.</summary>
internal sealed class RefusedIdentityException : Exception
{
    public RefusedIdentityException() { }
    public RefusedIdentityException(string message) : base(message) { }
    public RefusedIdentityException(string message, Exception inner) : base(message, inner) { }
}
