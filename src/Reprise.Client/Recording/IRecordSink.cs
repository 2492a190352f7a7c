namespace Reprise.Client.Recording;

/// <summary>
/// Where records go: a server, a database in this process, files. Called in the background, never on a caller's thread, and not again before the call before has ended.
/// </summary>
public interface IRecordSink : IAsyncDisposable
{
    /// <summary>For people: <c>server</c>, <c>sqlite</c>, <c>files</c>.</summary>
    string Name { get; }

    /// <summary>How long a record waits for others at most, where <see cref="RecorderOptions.FlushInterval"/> does not say. A quarter of a second.</summary>
    TimeSpan FlushInterval => TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Writes a batch in its order; when the task completes everything that was not refused is durable. Throws when nothing is known of the batch: it is then
    /// sent again as a whole, which must not double anything, since each record has its id.
    /// </summary>
    /// <param name="records">One at least. Their memory is the recorder's and must not be kept after the task has ended.</param>
    /// <param name="cancellationToken">Ends the call when it takes too long.</param>
    /// <returns>How many the other side refused for good, so that they are counted and not sent again.</returns>
    Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken);
}
