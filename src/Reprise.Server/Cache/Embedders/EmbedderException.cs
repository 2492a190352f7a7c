namespace Reprise.Server.Cache.Embedders;

/// <summary>A model that others run did not give the vectors it was asked for. The message says why, and never holds a text, a key or what was answered.</summary>
internal sealed class EmbedderException : Exception
{
    public EmbedderException() { }
    public EmbedderException(string message) : base(message) { }
    public EmbedderException(string message, Exception inner) : base(message, inner) { }
}
