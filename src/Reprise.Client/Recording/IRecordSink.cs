using Reprise.Documents;

namespace Reprise.Client.Recording;

/// <summary>Where records go: a server, a database in this process, files. Called from one thread at a time, in the background, never on a caller's thread.</summary>
public interface IRecordSink : IAsyncDisposable
{
    /// <summary>For people: <c>server</c>, <c>sqlite</c>, <c>files</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Writes a batch in its order; when the task completes everything that was not refused is durable. Throws when nothing is known of the batch: it is then
    /// sent again as a whole, which must not double anything, since each record has its id.
    /// </summary>
    /// <returns>How many the other side refused for good, so that they are counted and not sent again.</returns>
    Task<int> WriteAsync(IReadOnlyList<InteractionDocument> records, CancellationToken cancellationToken);
}
