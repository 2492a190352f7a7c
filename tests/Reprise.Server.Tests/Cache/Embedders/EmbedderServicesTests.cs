using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Reprise.Cache.Judging;
using Reprise.Embeddings;
using Reprise.Server.Cache.Embedders;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Embedders;

public sealed class EmbedderServicesTests
{
    [Fact]
    public async Task The_model_that_comes_along_is_used_unless_another_is_named()
    {
        await using var services = Services([]);
        await StartAsync(services);
        services.GetRequiredService<IEmbedder>().ShouldBeSameAs(StaticEmbedder.Shared);
        services.GetService<ISecondOpinion>().ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_gives_a_transformer_and_a_second_opinion()
    {
        using var model = new TinyModel();
        await using var services = Services([("Embedder:Kind", "transformer"), ("Embedder:Folder", model.Write()), ("SecondOpinion:Folder", model.Folder)]);
        await StartAsync(services);
        services.GetRequiredService<IEmbedder>().ShouldBeOfType<TransformerEmbedder>();
        (await services.GetRequiredService<ISecondOpinion>().SimilarityAsync("hello", "hello", TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_endpoint_is_asked_as_configured()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        await using var services = Services([("Embedder:Kind", "openai"), ("Embedder:BaseUrl", $"{upstream.Url}/v1"), ("Embedder:Model", "m"), ("Embedder:Dimensions", "3"), ("Embedder:LongestText", "500"), ("Embedder:Timeout", "00:00:20")]);
        await StartAsync(services);
        var embedder = services.GetRequiredService<IEmbedder>();
        embedder.LongestText.ShouldBe(500);
        var vector = new float[3];
        await embedder.EmbedAsync(new[] { "abc" }, vector, TestContext.Current.CancellationToken);
        vector.ShouldBe(OpenAiEmbedderSpec.Unit("abc"), 1e-6);
        upstream.Requests.ShouldHaveSingleItem().Authorization.ShouldBe("");
    }

    [Fact]
    public async Task A_registered_generator_is_used()
    {
        await using var services = Services([("Embedder:Kind", "generator")], collection => collection.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new LetterGenerator()));
        await StartAsync(services);
        services.GetRequiredService<IEmbedder>().Identity.Name.ShouldBe("generator/letters/letters-1");
    }

    [Fact]
    public async Task A_generator_that_nobody_registered_stops_the_start()
    {
        await using var services = Services([("Embedder:Kind", "generator")]);
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(services))).Message.ShouldContain("Cache:Embedder:Kind");
    }

    [Theory]
    [InlineData("Cache:Embedder:Folder", "Embedder:Kind", "transformer", "Embedder:Folder", "nowhere")]
    [InlineData("Cache:SecondOpinion:Folder", "SecondOpinion:Folder", "nowhere")]
    public async Task A_folder_without_a_model_stops_the_start_by_name(string setting, params string[] settings)
    {
        await using var services = Services([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(services))).Message.ShouldStartWith($"{setting} is 'nowhere': The folder of the model");
    }

    [Theory]
    [InlineData("Embedder:Kind", "Embedder:Kind", "onnx")]
    [InlineData("Embedder:Folder", "Embedder:Kind", "transformer")]
    [InlineData("Embedder:Folder", "Embedder:Folder", "model")]
    [InlineData("Embedder:BaseUrl", "Embedder:Model", "m")]
    [InlineData("Embedder:BaseUrl", "Embedder:Kind", "openai", "Embedder:Model", "m", "Embedder:Dimensions", "3")]
    [InlineData("Embedder:BaseUrl", "Embedder:Kind", "openai", "Embedder:Model", "m", "Embedder:Dimensions", "3", "Embedder:BaseUrl", "file:///etc/passwd")]
    [InlineData("Embedder:BaseUrl", "Embedder:Kind", "openai", "Embedder:Model", "m", "Embedder:Dimensions", "3", "Embedder:BaseUrl", "http://user:word@host/v1")]
    [InlineData("Embedder:Model", "Embedder:Kind", "openai", "Embedder:BaseUrl", "http://host/v1", "Embedder:Dimensions", "3")]
    [InlineData("Embedder:Dimensions", "Embedder:Kind", "openai", "Embedder:BaseUrl", "http://host/v1", "Embedder:Model", "m")]
    [InlineData("Embedder:ApiKey", "Embedder:Kind", "openai", "Embedder:BaseUrl", "http://host/v1", "Embedder:Model", "m", "Embedder:Dimensions", "3", "Embedder:ApiKey", "a\r\nb")]
    [InlineData("Embedder:Dimensions", "Embedder:Dimensions", "8193")]
    [InlineData("Embedder:BatchSize", "Embedder:BatchSize", "0")]
    [InlineData("Embedder:Timeout", "Embedder:Timeout", "00:02:00")]
    [InlineData("Embedder:LongestText", "Embedder:LongestText", "0")]
    [InlineData("SecondOpinion:Timeout", "SecondOpinion:Timeout", "00:00:00")]
    [InlineData("SecondOpinion:Remembered", "SecondOpinion:Remembered", "1")]
    public async Task A_mistake_in_the_settings_is_told_by_name(string setting, params string[] settings)
    {
        await using var services = Services([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(services));
        failure.Failures.ShouldHaveSingleItem().ShouldStartWith($"Cache:{setting}");
        failure.Message.ShouldNotContain("a\r\nb");
    }

    private static ServiceProvider Services((string Name, string Value)[] settings, Action<IServiceCollection>? more = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Cache:{setting.Name}", (string?)setting.Value))).Build();
        var services = new ServiceCollection().AddLogging();
        more?.Invoke(services);
        return services.AddCacheEmbedder(configuration).BuildServiceProvider();
    }

    /// <summary>What a host does before it listens.</summary>
    private static async Task StartAsync(ServiceProvider services)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
    }
}
