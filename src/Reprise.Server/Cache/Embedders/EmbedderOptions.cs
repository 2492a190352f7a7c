using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>Which model turns texts into vectors for the cache; section <c>Cache:Embedder</c>.</summary>
internal sealed class EmbedderOptions
{
    public const string Section = "Cache:Embedder";
    public const string Static = "static", Transformer = "transformer", OpenAi = "openai", Generator = "generator";

    private const int LongestModel = 120;

    /// <summary><c>static</c>, the default: the small model that comes along. <c>transformer</c>: a BERT encoder from <see cref="Folder"/>. <c>openai</c>: an endpoint that speaks as OpenAI's. <c>generator</c>: an <c>IEmbeddingGenerator</c> the host registered.</summary>
    public string Kind { get; set; } = Static;

    /// <summary>Of <c>transformer</c>: where <c>config.json</c>, <c>tokenizer.json</c> and one <c>*.safetensors</c> file lie.</summary>
    public string? Folder { get; set; }

    /// <summary>Of <c>openai</c>: what <c>/embeddings</c> is put behind, such as <c>https://api.openai.com/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Of <c>openai</c>: the model's name as the endpoint knows it.</summary>
    public string? Model { get; set; }

    /// <summary>Of <c>openai</c>: sent as a bearer token; null for endpoints that want none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Values in a vector, 1 to 8,192. Needed for <c>openai</c>; for <c>generator</c> where the generator does not say.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Of <c>openai</c>: whether to ask for vectors of <see cref="Dimensions"/>, for models that can shorten theirs. Default false, since others refuse the question.</summary>
    public bool AskForDimensions { get; set; }

    /// <summary>Texts in one request to <c>openai</c> or <c>generator</c>, 1 to 2,048; default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>Longest wait for the vector of one text from <c>openai</c> or <c>generator</c>, 10 ms to 1 minute; default 1 s. Then the request is a miss.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Characters that <c>openai</c> or <c>generator</c> surely read to the end, 1 to 1,000,000; longer texts are matched letter for letter only. Default 2,000, which no model of 8,192 tokens cuts.</summary>
    public int LongestText { get; set; } = 2000;

    public IEnumerable<string> Mistakes()
    {
        if (Kind is not (Static or Transformer or OpenAi or Generator)) yield return $"{Section}:Kind is '{Kind}'; expected {Static}, {Transformer}, {OpenAi} or {Generator}.";
        if (Kind == Transformer && string.IsNullOrEmpty(Folder)) yield return $"{Section}:Folder is missing; {Transformer} needs the folder of a model.";
        if (Kind == OpenAi)
        {
            if (!IsHttp(BaseUrl)) yield return $"{Section}:BaseUrl is {(string.IsNullOrEmpty(BaseUrl) ? "missing" : "no address")}; expected one such as https://api.openai.com/v1.";
            if (string.IsNullOrEmpty(Model) || Model.Length > LongestModel) yield return $"{Section}:Model is missing or longer than {LongestModel} characters.";
            if (Dimensions is null) yield return $"{Section}:Dimensions is missing; it says how many values a vector of the model has.";
        }

        // A setting for another kind is most likely a Kind that was forgotten.
        if (Kind != Transformer && !string.IsNullOrEmpty(Folder)) yield return $"{Section}:Folder counts for {Transformer} only, and {Section}:Kind is {Kind}.";
        if (Kind != OpenAi && (BaseUrl ?? Model ?? ApiKey) is { Length: > 0 }) yield return $"{Section}:BaseUrl, Model and ApiKey count for {OpenAi} only, and {Section}:Kind is {Kind}.";
        if (ApiKey is not null && !ApiKey.All(static c => c is > ' ' and < '\u007F')) yield return $"{Section}:ApiKey has characters that no header can carry.";
        if (Dimensions is < 1 or > EmbedderIdentity.MostDimensions) yield return $"{Section}:Dimensions is {Dimensions}; expected 1 to {EmbedderIdentity.MostDimensions}.";
        if (BatchSize is < 1 or > 2048) yield return $"{Section}:BatchSize is {BatchSize}; expected 1 to 2048.";
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromMinutes(1)) yield return $"{Section}:Timeout is {Timeout}; expected 10 ms to 1 minute.";
        if (LongestText is < 1 or > 1_000_000) yield return $"{Section}:LongestText is {LongestText}; expected 1 to 1000000.";
    }

    private static bool IsHttp(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.Query.Length == 0 && parsed.UserInfo.Length == 0;
}
