using Reprise.Client.Documents;
using Reprise.Prompts;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>The prompts of the project, by name.</summary>
    public async Task<IReadOnlyList<Prompt>> ListPromptsAsync(CancellationToken cancellationToken = default) => (await GetAsync("api/prompts", ClientJson.Default.PromptList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One prompt with its versions, labels and experiment.</summary>
    public Task<Prompt> GetPromptAsync(string name, CancellationToken cancellationToken = default) => GetAsync(PromptPath(name), ClientJson.Default.Prompt, cancellationToken);

    /// <summary>Adds a version, and the prompt with its first one.</summary>
    public Task<Prompt> SetPromptAsync(string name, PromptValues values, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, PromptPath(name), Json(values, ClientJson.Default.PromptValues), ClientJson.Default.Prompt, cancellationToken);

    /// <summary>Lets a label stand for a version; null takes it away.</summary>
    public Task<Prompt> LabelPromptAsync(string name, string label, int? version, CancellationToken cancellationToken = default) => ReadAsync(
        version is null ? HttpMethod.Delete : HttpMethod.Put, $"{PromptPath(name)}/labels/{Uri.EscapeDataString(label)}", version is { } number ? Json(new PromptLabel(number), ClientJson.Default.PromptLabel) : null, ClientJson.Default.Prompt, cancellationToken);

    /// <summary>In what words two versions differ; the newest and the one before it when null.</summary>
    public Task<PromptDiff> DiffPromptAsync(string name, int? from = null, int? to = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{PromptPath(name)}/diff").And("from", from).And("to", to).ToString(), ClientJson.Default.PromptDiff, cancellationToken);

    /// <summary>Puts variables into a version. <see cref="PromptHeaders.AddPrompt"/> puts its headers on the call it is used for.</summary>
    public Task<RenderedPrompt> RenderPromptAsync(string name, PromptRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, $"{PromptPath(name)}/render", Json(request, ClientJson.Default.PromptRequest), ClientJson.Default.RenderedPrompt, cancellationToken);

    /// <summary>Lets versions share the calls; without variants the experiment ends.</summary>
    public Task<Prompt> TryPromptAsync(string name, string? experiment, IReadOnlyList<PromptVariant> variants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variants);
        var order = variants.Count == 0 ? null : Json(new PromptExperimentOrder(experiment, variants), ClientJson.Default.PromptExperimentOrder);
        return ReadAsync(variants.Count == 0 ? HttpMethod.Delete : HttpMethod.Post, $"{PromptPath(name)}/experiment", order, ClientJson.Default.Prompt, cancellationToken);
    }

    /// <summary>How the versions did, by the record of their calls.</summary>
    public Task<PromptComparison> ComparePromptAsync(string name, DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{PromptPath(name)}/comparison").And("from", from).And("to", to).ToString(), ClientJson.Default.PromptComparison, cancellationToken);

    /// <summary>Removes a prompt with all its versions; the record of its calls stays.</summary>
    public async Task RemovePromptAsync(string name, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, PromptPath(name), null, cancellationToken).ConfigureAwait(false);
    }

    private static string PromptPath(string name) => $"api/prompts/{Uri.EscapeDataString(name)}";
}
