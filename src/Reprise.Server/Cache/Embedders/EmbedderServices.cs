using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Cache.Judging;
using Reprise.Embeddings;
using Reprise.Server.Hosting;

namespace Reprise.Server.Cache.Embedders;

internal static class EmbedderServices
{
    /// <summary>Registers the <see cref="IEmbedder"/> of the cache and, where a folder is given for it, an <see cref="ISecondOpinion"/>. Both are made at start, so that a wrong folder stops the server.</summary>
    public static IServiceCollection AddCacheEmbedder(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EmbedderOptions>(configuration, EmbedderOptions.Section, static options => options.Mistakes());
        services.AddSettings<SecondOpinionOptions>(configuration, SecondOpinionOptions.Section, static options => options.Mistakes());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Create);
        if (!string.IsNullOrEmpty(configuration[$"{SecondOpinionOptions.Section}:Folder"])) services.TryAddSingleton<ISecondOpinion>(CreateSecond);
        return services.AddHostedService<EmbedderStart>();
    }

    private static IEmbedder Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EmbedderOptions>>().Value;
        return options.Kind switch
        {
            EmbedderOptions.Transformer => Load(options.Folder!, EmbedderOptions.Section),
            EmbedderOptions.OpenAi => Guard(new OpenAiEmbedder(options)),
            EmbedderOptions.Generator => Guard(new GeneratorEmbedder(
                services.GetService<IEmbeddingGenerator<string, Embedding<float>>>() ?? throw new InvalidOperationException($"{EmbedderOptions.Section}:Kind is {EmbedderOptions.Generator}, and the host registered no IEmbeddingGenerator<string, Embedding<float>>."), options)),
            _ => StaticEmbedder.Shared,
        };

        GuardedEmbedder Guard(IEmbedder inner) => new(inner, options.Timeout, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<GuardedEmbedder>>());
    }

    private static SecondOpinion CreateSecond(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<SecondOpinionOptions>>().Value;
        return new SecondOpinion(Load(options.Folder!, SecondOpinionOptions.Section), options, services.GetRequiredService<TimeProvider>());
    }

    private static TransformerEmbedder Load(string folder, string section)
    {
        try
        {
            return TransformerEmbedder.Load(folder);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{section}:Folder is '{folder}': {e.Message}", e);
        }
    }
}
