using System.Text.Json;
using Reprise.Client.Documents;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tools;

/// <summary>Asks a server for an answer to a call that is about to be made, and says on the record what came of it. A server that is away or slow is a miss.</summary>
internal static class AnswerLookup
{
    /// <summary>The answer's body as it was recorded; null when the call is to be made.</summary>
    /// <param name="call">Has its name, and the request exactly as it will be recorded.</param>
    /// <param name="client">The server.</param>
    /// <param name="asked">The input and what is wanted of an answer; the tool's name is the call's.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public static async Task<JsonElement?> FindAsync(CallRecord call, RepriseClient client, CachedResultRequest asked, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var found = await client.GetCachedResultAsync(asked, limit.Token).ConfigureAwait(false);
            if (found is not { Hit: true, Answer: { Output: { } output } answer }) return null;
            call.Cache = new CacheDocument { Status = answer.Similarity >= 1 ? "hit" : "semantic", Similarity = answer.Similarity, SourceInteractionId = answer.InteractionId, Policy = "tools" };
            return output;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or RepriseApiException or JsonException or OperationCanceledException or ObjectDisposedException or NotSupportedException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Says that the call takes no part, and why; its record is then no answer for later calls either.</summary>
    public static void Bypass(this CallRecord call, string reason) => call.Cache = new CacheDocument { Status = "bypass", Reason = reason };

    /// <summary>Says that the call was made and that its answer must not be given again, and why.</summary>
    public static void KeepOut(this CallRecord call, string reason) => call.Cache ??= new CacheDocument { Status = "miss", Reason = reason };
}
