using System.Text.Json;
using System.Text.Unicode;
using Reprise.Interactions;
using Reprise.Replay.Editing;
using Reprise.Wire;

namespace Reprise.Replay.Carrying;

/// <summary>Writes a recorded call anew in another dialect, and makes the changes there.</summary>
internal static class CarryOver
{
    private const string SameDialect = "Asking a provider of the same dialect still works.";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <exception cref="ReplayException">The call cannot be carried, or a change has no place in it.</exception>
    public static ReplayRequest Build(Draft original, Interaction interaction, ReplayChanges changes, string provider, string dialect, string? configured)
    {
        var family = TargetDialects.FamilyOf(provider, configured) ?? provider;
        if (interaction.Kind is not InteractionKind.Llm || CallWriters.Find(dialect, family) is not { } writer)
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"A request of {original.Dialect} cannot be carried over into {dialect}.", SameDialect);
        }

        var model = changes.Model ?? (string.Equals(provider, interaction.Provider, StringComparison.OrdinalIgnoreCase) ? interaction.Model : null);
        if (string.IsNullOrWhiteSpace(model))
        {
            throw new ReplayException(ReplayObstacles.UnknownModel, $"Another provider's models have other names; name the model that '{provider}' is to use.", "Replaying it with a model named still works.", SameDialect);
        }

        try
        {
            return Write(original, changes, (provider, family, dialect), model, writer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is the reader's word for half a surrogate pair.
            throw Unreadable(original);
        }
    }

    /// <summary>A call in no provider's words; for whoever wants to go through one.</summary>
    public static CarriedCall Read(ReadOnlyMemory<byte> body, string dialect)
    {
        if (!Utf8.IsValid(body.Span)) throw new JsonException();
        using var json = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body, Options);
        return CallReader.Read(json.RootElement.Clone(), dialect);
    }

    private static ReplayRequest Write(Draft original, ReplayChanges changes, (string Provider, string Family, string Dialect) target, string model, ICallWriter writer)
    {
        var (provider, family, dialect) = target;
        var call = Read(original.Body, original.Dialect);
        if (call.Messages.Count == 0) throw new ReplayException(ReplayObstacles.NotReplayable, "The recorded request holds no conversation that could be carried over.", SameDialect);
        call.Model = model;
        call.Streams = DialectCatalog.OfRecord(original.Dialect).ReadRequest(new WireRequest(original.Method, original.Path, original.Body, original.ContentType), details: false).Stream;
        var (path, query) = TargetDialects.PathOf(family, dialect, model, call.Streams);
        var draft = new Draft
        {
            Provider = provider,
            Dialect = dialect switch { "bedrock.converse" or "bedrock.converse_stream" => call.Streams ? "bedrock.converse_stream" : "bedrock.converse", _ => dialect },
            Method = "POST",
            Path = path,
            Query = query,
            Body = Nodes.ToBytes(writer.Write(call)),
            ContentType = "application/json",
            Headers = dialect is "anthropic.messages" ? [KeyValuePair.Create("anthropic-version", "2023-06-01")] : [],
        };
        if (original.Headers.Any(static header => header.Key.EndsWith("-beta", StringComparison.OrdinalIgnoreCase))) call.Losses.Add("the provider's beta features");
        var wanted = changes with { Provider = null, Model = null, Context = changes.Context.Count > 0 ? changes.Context : OwnContext(original) };
        return RequestEditor.Edit(draft, wanted).ToRequest() with { NotCarried = call.Losses.All };
    }

    /// <summary>The documents a record of ours says were looked up for the call.</summary>
    private static List<ContextDocument> OwnContext(Draft original)
    {
        var documents = new List<ContextDocument>();
        if (original.Dialect != DialectCatalog.Reprise.Name) return documents;
        using var json = JsonDocument.Parse(original.Body, Options);
        foreach (var item in json.RootElement.Field("context")?.Items() ?? [])
        {
            if (item.ValueKind is not JsonValueKind.Object) documents.Add(new ContextDocument(item.TextOrRaw(), Source: null));
            else if (item.Field("content") is { } content) documents.Add(new ContextDocument(content.TextOrRaw(), item.Word("source")));
        }

        return documents;
    }

    private static ReplayException Unreadable(Draft original) =>
        new(ReplayObstacles.BodyUnreadable, $"The recorded request ({original.Dialect}) is no JSON that can be carried over.", "Replaying it unchanged at its own provider still works.");
}
