using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay;

/// <summary>Makes a recorded call again, perhaps changed, and compares. Safe for any number of replays at once.</summary>
/// <param name="store">Where the originals are.</param>
/// <param name="sender">Sends; what it sends is on record.</param>
/// <param name="embedder">For the similarity of meaning; one that answers at once, since an answer that is asked for over the network is not waited for.</param>
public sealed class Replayer(IInteractionStore store, ICallSender sender, IEmbedder embedder)
{
    /// <summary>The request that a replay would send. Nothing is sent.</summary>
    /// <exception cref="ReplayException">It cannot be done; says what is missing and what would still work.</exception>
    public ReplayRequest Prepare(RecordedInteraction original, ReplayChanges changes)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changes);
        var asked = changes.Provider ?? original.Interaction.Provider;
        var target = asked is null ? null : TargetOf(asked);
        if (changes.Provider is { } wanted && target is null) throw UnknownProvider($"There is no provider '{Shortened(wanted)}' here.");
        var request = ReplayRequests.Build(original, changes, target?.Dialect);
        if (TargetOf(request.Provider) is null) throw UnknownProvider($"The original went to '{Shortened(request.Provider)}', which is not configured here.");
        return request;
    }

    /// <summary>Sends it, once or several times one after the other, and compares each answer with the original's. What is cancelled stays on record as far as it came.</summary>
    /// <param name="original">With its bodies.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="cancellationToken">Ends the call that is under way.</param>
    /// <returns>What was sent. A fault between two times ends the order: what came until then is paid for and returned, with a note of it.</returns>
    /// <exception cref="ReplayException">It cannot be done; nothing was sent.</exception>
    public async Task<ReplayOutcome> ReplayAsync(RecordedInteraction original, ReplayOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfLessThan(order.Times, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order.Times, ReplayOrder.MostTimes);

        // 1. Make the request, once for all times.
        var request = Prepare(original, order.Changes);
        RequireKey(TargetOf(request.Provider)!, order.Credential);
        var before = ReplayedCall.Of(original);
        var labels = ReplayLabels.Of(original.Interaction, order.Changes, order.Run);
        var notes = ReplayNotes.OfOriginal(original).ToList();

        // 2. Send, and 3. compare.
        var results = new List<ReplayResult>(order.Times);
        for (var time = 0; time < order.Times; time++)
        {
            var number = time;
            var call = new OutgoingCall
            {
                Project = original.Interaction.Project,
                Provider = request.Provider,
                Method = request.Method,
                Path = request.Path,
                Query = request.Query,
                Body = request.Body,
                ContentType = request.ContentType,
                Headers = request.Headers,
                Labels = labels,
                Cache = order.Cache,
                Credential = order.Credential,
                Arriving = order.Arriving is { } arriving ? piece => arriving(number, piece) : null,
            };
            RecordedInteraction replay;
            try
            {
                replay = await SendAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (results.Count > 0 && e is not (OperationCanceledException or OutOfMemoryException))
            {
                // What came before is paid for.
                results[^1] = results[^1] with { Notes = [.. results[^1].Notes, ReplayNotes.OfFault(results.Count, order.Times, e)] };
                break;
            }

            var (comparison, isWhole) = PaidComparison.Of(original, replay, embedder);
            results.Add(new ReplayResult
            {
                Original = before,
                Replay = ReplayedCall.Of(replay),
                Comparison = comparison,
                NotCarried = request.NotCarried,
                Notes = [.. notes, .. ReplayNotes.OfReplay(request, replay), .. await OfModelAsync(replay, cancellationToken).ConfigureAwait(false), .. isWhole ? [] : (string[])[PaidComparison.Fault]],
            });
        }

        return new ReplayOutcome(request, before, results);
    }

    /// <summary>A note is worth no answer: without the store there is none.</summary>
    private async Task<string[]> OfModelAsync(RecordedInteraction replay, CancellationToken cancellationToken)
    {
        try
        {
            return await ReplayNotes.OfModelAsync(store, replay, cancellationToken).ConfigureAwait(false) is { } models ? [models] : [];
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return [];
        }
    }

    private async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            var others = string.Join(", ", sender.Targets.Select(static target => target.Provider));
            throw new ReplayException(
                ReplayObstacles.NotReplayable,
                e.Message,
                "Look at what would be sent, without sending it (dry_run, on the command line --dry-run), and change what is refused.",
                $"Ask another provider; configured are: {others}.",
                "What the record says of the call can still be read and compared.");
        }
    }

    private CallTarget? TargetOf(string provider) => sender.Targets.FirstOrDefault(target => target.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a request that its provider would refuse for want of a key.</summary>
    internal void RequireKey(ReplayRequest request, string? credential) => RequireKey(TargetOf(request.Provider)!, credential);

    private void RequireKey(CallTarget target, string? credential)
    {
        if (target.HasKey || credential is not null || !target.NeedsKey) return;
        var others = sender.Targets.Where(static other => other.HasKey).Select(static other => other.Provider).ToList();
        IEnumerable<string> works =
        [
            $"Give the server a key: the setting Providers:{target.Provider}:ApiKey, or the environment variable REPRISE_Providers__{target.Provider}__ApiKey.",
            "Send a key along with this one: the header Reprise-Provider-Key, or on the command line --key-env with the name of the variable that holds it.",
        ];
        if (others.Count > 0) works = works.Append($"Ask a provider for which the server has a key: {string.Join(", ", others)}.");
        throw new ReplayException(ReplayObstacles.NoCredential, $"'{target.Provider}' answers nobody without a key. Keys are never recorded, so there is none to send.", [.. works]);
    }

    private ReplayException UnknownProvider(string message) => new(
        ReplayObstacles.UnknownProvider,
        message,
        $"Ask one that is configured: {string.Join(", ", sender.Targets.Select(static target => target.Provider))}.",
        "Configure it with the setting Providers:{name}:BaseUrl and start the server again.");

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
