using Reprise.Interactions;

namespace Reprise.Cache.Answers;

/// <summary>An answer ready to be given again.</summary>
/// <param name="Status">HTTP status, 2xx.</param>
/// <param name="Body">Bytes, content type and, for a stream, its pieces in order.</param>
/// <param name="IsOriginal">Whether these are the very bytes the provider sent; false when the form was changed (stream to whole, whole to stream, an edited text).</param>
public sealed record CachedAnswer(int Status, Body Body, bool IsOriginal);
