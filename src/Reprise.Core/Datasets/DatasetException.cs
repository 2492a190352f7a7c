namespace Reprise.Datasets;

/// <summary>A dataset cannot be made or changed as asked. The message says why, without the content of any case.</summary>
public sealed class DatasetException : Exception
{
    public DatasetException() { }

    public DatasetException(string message) : base(message) { }

    public DatasetException(string message, Exception inner) : base(message, inner) { }

    public DatasetException(string message, IReadOnlyList<CaseMistake> mistakes) : base(message) => Mistakes = mistakes;

    /// <summary>The first lines of a file that cannot be used; empty when it is not about a file.</summary>
    public IReadOnlyList<CaseMistake> Mistakes { get; } = [];
}

/// <summary>Why a line of a file is no case.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Message">In words, without its content.</param>
public sealed record CaseMistake(long Line, string Message);
