namespace Reprise.Transfer.Import;

/// <summary>A file that cannot be imported at all, in words for people.</summary>
public sealed class ImportException : Exception
{
    public ImportException() { }
    public ImportException(string message) : base(message) { }
    public ImportException(string message, Exception inner) : base(message, inner) { }
}
