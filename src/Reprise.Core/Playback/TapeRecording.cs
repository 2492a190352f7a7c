using System.Diagnostics.CodeAnalysis;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Playback;

/// <summary>Makes entries of what was recorded.</summary>
public static class TapeRecording
{
    /// <summary>Makes an entry of an interaction.</summary>
    /// <param name="record">With its bodies.</param>
    /// <param name="exactEncoding">Whether an encoded answer keeps its encoding, and stands on the tape as base64.</param>
    /// <param name="entry">The entry when true.</param>
    /// <param name="obstacle">Why it cannot be one when false: words that many interactions have in common.</param>
    public static bool TryRead(RecordedInteraction record, bool exactEncoding, [NotNullWhen(true)] out TapeEntry? entry, [NotNullWhen(false)] out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(record);
        var interaction = record.Interaction;
        entry = null;
        obstacle = ObstacleOf(record);
        if (obstacle is not null) return false;
        var operation = interaction.Operation!.Split(' ', 2);
        var request = RequestOf(TapeHeaders.AskedOf(record.ResponseHeaders) ?? interaction.Provider ?? "openai", operation[0], operation[1], interaction.Query, record.Request);
        var answer = AnswerOf(interaction.HttpStatus!.Value, record.Response, record.ResponseHeaders, exactEncoding, BrokenOf(interaction));
        if (answer.Chunks.Count == 0 && interaction.LatencyMs is { } latency && answer.Body.Length > 0)
            answer = answer with { Chunks = [new BodyChunk(answer.Body.Length, (int)Math.Min(latency, int.MaxValue))] };
        entry = new TapeEntry { Key = TapeKey.Of(request), Lane = interaction.SessionId ?? "", Request = request, Answer = answer, Interaction = interaction.Id.ToString() };
        return true;
    }

    /// <summary>What was asked, with its body decoded and without credentials.</summary>
    public static TapeRequest RequestOf(string provider, string method, string path, string? query, Body? body)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(method);
        return new TapeRequest
        {
            Provider = provider.ToLowerInvariant(),
            Method = method.ToUpperInvariant(),
            Path = path,
            Query = TapeQuery.WithoutCredentials(query ?? ""),
            ContentType = body?.ContentType,
            Body = body is null ? default : DecodedBody.Find(body) ?? body.Bytes,
        };
    }

    /// <param name="status">Of the answer.</param>
    /// <param name="body">As it came; null when there was none.</param>
    /// <param name="headers">Those worth keeping.</param>
    /// <param name="exactEncoding">Whether an encoded answer keeps its encoding.</param>
    /// <param name="broken">Why it ended before it was whole; null when it was whole.</param>
    /// <param name="location">Where it leads; null when nowhere.</param>
    public static TapeAnswer AnswerOf(int status, Body? body, IReadOnlyList<KeyValuePair<string, string>> headers, bool exactEncoding, string? broken, string? location = null)
    {
        var encoding = string.IsNullOrWhiteSpace(body?.ContentEncoding) ? null : body.ContentEncoding;
        var decoded = encoding is null || exactEncoding ? null : DecodedBody.Find(body!, out var fault) is { } bytes && (fault is null || broken is not null) ? bytes : (ReadOnlyMemory<byte>?)null;
        var kept = decoded ?? body?.Bytes ?? ReadOnlyMemory<byte>.Empty;
        return new TapeAnswer
        {
            Status = status,
            ContentType = body?.ContentType,
            Encoding = decoded is null ? encoding : null,
            Decoded = decoded is null ? null : encoding,
            Headers = TapeHeaders.With(TapeHeaders.Of(headers), location),
            Body = kept,
            Chunks = ChunkFit.To(body?.Chunks ?? [], kept.Length),
            Broken = broken,
        };
    }

    private static string? ObstacleOf(RecordedInteraction record)
    {
        var interaction = record.Interaction;
        if (interaction.Operation?.Split(' ', 2) is not [{ Length: > 0 } method, var path] || path.Contains(' ', StringComparison.Ordinal)) return "were not calls over HTTP";
        if (path.EndsWith('…')) return "have a path that was too long to be recorded whole";
        if (BodyMarks.IsEncrypted(record.Request) || BodyMarks.IsEncrypted(record.Response)) return "have an encrypted body and no key for it here";
        if (BodyMarks.IsRedacted(interaction)) return "had parts of their bodies taken out by a privacy policy, so nobody would find them";
        if (BodyMarks.IsRestricted(interaction)) return "hold content that only owners of the project are shown";
        if (interaction.HttpStatus is not >= 200 and <= 599) return "got no answer";
        if (record.Request is null && (interaction.RequestBytes > 0 || method is "POST" or "PUT" or "PATCH")) return "have no request body on record";
        if (record.Response is null && interaction.ResponseBytes > 0) return "have no answer on record";
        if (record.Response is null && interaction.HttpStatus == 200 && method != "HEAD") return "have no answer on record";
        // A body that was longer than what is kept of it would be played back as if it were whole.
        return CutNotes.IsCut(interaction.RecordError) ? "have a body that was too long to be recorded whole" : null;
    }

    /// <summary>A gateway's own answer to a provider that could not be reached is whole; an answer that had begun is not.</summary>
    private static string? BrokenOf(Interaction interaction) => interaction switch
    {
        { Status: InteractionStatus.Cancelled } => interaction.ErrorMessage ?? "the client hung up",
        { ErrorCode: "upstream_broken" or "upstream_timeout", HttpStatus: not (502 or 504) } => interaction.ErrorMessage ?? "the provider broke off",
        _ => null,
    };
}
