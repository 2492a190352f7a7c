using Reprise.Calls;
using Reprise.Comparison;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay;

/// <summary>Makes a recorded call again, perhaps changed, and compares. Safe for any number of replays at once.</summary>
/// <param name="store">Where the originals are.</param>
/// <param name="sender">Sends; what it sends is on record.</param>
/// <param name="embedder">For the similarity of meaning.</param>
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
        var request = ReplayRequests.Build(original, changes, changes.Provider is null ? null : target!.Dialect);
        if (TargetOf(request.Provider) is null) throw UnknownProvider($"The original went to '{Shortened(request.Provider)}', which is not configured here.");
        return request;
    }

    /// <summary>Sends it, once or several times one after the other, and compares each answer with the original's. What is cancelled stays on record as far as it came.</summary>
    /// <param name="original">With its bodies.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="cancellationToken">Ends the call that is under way.</param>
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
            var replay = await SendAsync(new OutgoingCall
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
            }, cancellationToken).ConfigureAwait(false);
            var own = ReplayNotes.OfReplay(request, replay);
            if (await ReplayNotes.OfModelAsync(store, replay, cancellationToken).ConfigureAwait(false) is { } models) own = own.Append(models);
            results.Add(new ReplayResult
            {
                Original = before,
                Replay = ReplayedCall.Of(replay),
                Comparison = CallComparer.Compare(original, replay, embedder),
                NotCarried = request.NotCarried,
                Notes = [.. notes, .. own],
            });
        }

        return new ReplayOutcome(request, before, results);
    }

    private async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, e.Message);
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
