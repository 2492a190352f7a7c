using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>Takes the request out of a record, or says what is missing. Only the request matters: a partial answer is no obstacle.</summary>
internal static class Originals
{
    private const string Carrying = "A recorded conversation can be carried over: naming a provider of another dialect and a model still works.";
    private const string StaysReadable = "What the record says of the call (model, tokens, cost, scores) can still be read and compared.";

    /// <exception cref="ReplayException">There is no whole request to send.</exception>
    public static Draft Open(RecordedInteraction original)
    {
        var interaction = original.Interaction;
        CheckKind(interaction);
        var body = original.Request ?? throw Missing(interaction);
        CheckMarks(interaction, body);
        if (DecodedBody.Find(body, out var fault) is not { } decoded || fault is not null)
        {
            throw new ReplayException(ReplayObstacles.BodyUnreadable, $"The recorded request is encoded in a way that cannot be read whole ({body.ContentEncoding}).", StaysReadable);
        }

        var (method, path) = Split(interaction);
        return new Draft
        {
            Provider = interaction.Provider ?? "",
            Dialect = interaction.Dialect,
            Method = method,
            Path = path,
            Query = RecordableQuery.Of(interaction.Query) ?? "",
            Body = decoded,
            ContentType = body.ContentType,
            Headers = AnswerHeaders.Of(interaction.RequestHeaders),
        };
    }

    private static void CheckKind(Interaction interaction)
    {
        if (interaction.Kind is InteractionKind.Llm or InteractionKind.Embedding) return;
        throw new ReplayException(ReplayObstacles.NotReplayable, $"This is a record of kind '{Words.Of(interaction.Kind)}'; only calls to models can be replayed.", StaysReadable);
    }

    private static ReplayException Missing(Interaction interaction) => interaction.RequestBytes > 0
        ? new ReplayException(ReplayObstacles.BodyErased, "The request body was erased, by retention or on demand.", StaysReadable, "Later calls of the same session that still have their bodies can be replayed.")
        : new ReplayException(ReplayObstacles.BodyOmitted, "The request body was never kept, because its caller asked to omit it or sent none.", StaysReadable, "Calls recorded without Reprise-Omit can be replayed.");

    private static void CheckMarks(Interaction interaction, Body body)
    {
        if (CutNotes.IsRequestCut(interaction.RecordError))
        {
            throw new ReplayException(ReplayObstacles.BodyCut, "The request body was longer than is recorded, so its end is missing.", StaysReadable, "With a higher Capture:MaxBodyBytes, later calls of this size can be replayed.");
        }

        if (BodyMarks.IsEncrypted(body))
        {
            throw new ReplayException(ReplayObstacles.BodyEncrypted, "The request body is encrypted and there is no key for it here.", StaysReadable, "With its key the call can be replayed.");
        }

        if (BodyMarks.ChangesRequest(interaction))
        {
            throw new ReplayException(ReplayObstacles.BodyRedacted, "Parts of the request body were taken out by a privacy policy, so it is not what was sent.", StaysReadable);
        }
    }

    /// <summary>
    /// A record may have come from elsewhere and say whatever it likes, and what is sent bears the server's key: only what would be read as a call of the record's own
    /// dialect where it goes to is sent at all.
    /// </summary>
    /// <param name="draft">As it will be sent, but for its changes.</param>
    /// <param name="configured">The dialect or family its provider is configured with; null when nobody knows.</param>
    /// <exception cref="ReplayException">It is no such call.</exception>
    public static void CheckCall(Draft draft, string? configured)
    {
        if (draft.Path.Length == 0) throw new ReplayException(ReplayObstacles.NotReplayable, "The record does not say to which path the call went.", Carrying, StaysReadable);
        if (draft.Method == "POST" && IsPlain(draft.Path) && DialectCatalog.OfRecord(draft.Dialect).Kind is InteractionKind.Llm or InteractionKind.Embedding
            && (IsCall(draft, configured) || IsCall(draft, draft.Dialect.Split('.')[0]))) return;
        throw new ReplayException(
            ReplayObstacles.NotReplayable,
            $"The record says that a call of {JsonView.Shown(draft.Dialect)} went to a path at which there is none, so it is not sent.",
            Carrying,
            StaysReadable);
    }

    private static bool IsCall(Draft draft, string? configured) =>
        TargetDialects.IsSameWire(DialectCatalog.Find(configured, draft.Provider, draft.Method, draft.Path, draft.Body).Name, draft.Dialect);

    /// <summary>No step up to another path, and nothing a server might take for the end of the path.</summary>
    private static bool IsPlain(string path) =>
        path.StartsWith('/') && path.AsSpan().IndexOfAny('?', '#', '\\') < 0
        && !Uri.UnescapeDataString(path).Split('/', '\\').Any(static step => step is "." or "..");

    /// <summary>Method and path; without a path for a record that came without wire bodies, or does not say it. It can be carried over even so.</summary>
    private static HttpOperation Split(Interaction interaction) =>
        interaction.Dialect != DialectCatalog.Reprise.Name && HttpOperation.Find(interaction.Operation) is { } operation ? operation : new HttpOperation("POST", "");
}
