using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class DialectCatalogTests
{
    [Theory]
    [InlineData("openai", "POST", "/v1/chat/completions", "openai.chat")]
    [InlineData("azure", "POST", "/openai/deployments/gpt-4o/chat/completions?api-version=1", "openai.chat")]
    [InlineData("xai", "POST", "/v1/chat/completions", "xai.chat")]
    [InlineData("openai", "POST", "/v1/completions", "openai.completions")]
    [InlineData("openai", "POST", "/v1/responses", "openai.responses")]
    [InlineData("openai", "GET", "/v1/responses/resp_1", "openai.responses_read")]
    [InlineData("openai", "POST", "/v1/responses/input_tokens", "openai.count_tokens")]
    [InlineData("openai", "POST", "/v1/embeddings/", "openai.embeddings")]
    [InlineData("openai", "GET", "/v1/models", "openai.models")]
    [InlineData("openai", "POST", "/v1/threads/t1/messages", "json")]
    [InlineData("openai", "GET", "/v1/batches/b1", "json.read")]
    [InlineData("anthropic", "POST", "/v1/messages?beta=true", "anthropic.messages")]
    [InlineData("anthropic", "POST", "/v1/messages/count_tokens", "anthropic.count_tokens")]
    [InlineData("anthropic", "POST", "/v1/messages/batches", "json")]
    [InlineData("ollama", "POST", "/api/chat", "ollama.chat")]
    [InlineData("ollama", "POST", "/api/generate", "ollama.generate")]
    [InlineData("ollama", "POST", "/api/embeddings", "ollama.embed")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-2.5-flash:generateContent", "gemini.generate")]
    [InlineData("vertex", "POST", "/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent", "gemini.generate")]
    [InlineData("vertex", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude:rawPredict", "anthropic.messages")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-embedding-001:batchEmbedContents", "gemini.embeddings")]
    [InlineData("gemini", "POST", "/v1beta/models/g:countTokens", "gemini.count_tokens")]
    [InlineData("gemini", "POST", "/v1beta/cachedContents", "json")]
    [InlineData("bedrock", "POST", "/model/amazon.nova-lite-v1%3A0/converse", "bedrock.converse")]
    [InlineData("bedrock", "POST", "/model/amazon.nova-lite-v1%3A0/converse-stream", "bedrock.converse_stream")]
    [InlineData("bedrock", "POST", "/model/anthropic.claude-v2/invoke", "bedrock.invoke")]
    [InlineData("bedrock", "POST", "/model/anthropic.claude-v2/invoke-with-response-stream", "bedrock.invoke_stream")]
    [InlineData("bedrock", "POST", "/model/amazon.titan-embed-text-v1/invoke", "bedrock.embed")]
    [InlineData("cohere", "POST", "/v1/chat", "cohere.chat")]
    [InlineData("writer", "POST", "/v1/chat", "openai.chat")]
    [InlineData("cohere", "POST", "/v2/embed", "cohere.embed")]
    [InlineData("voyage", "POST", "/v1/rerank", "rerank")]
    [InlineData("nobody", "POST", "/chat/completions", "openai.chat")]
    [InlineData("nobody", "POST", "/weather", "opaque")]
    [InlineData("nobody", "GET", "/", "opaque")]
    public void Path_and_provider_tell_the_dialect(string provider, string method, string path, string dialect) =>
        DialectCatalog.Find(configuredDialect: null, provider, method, path).Name.ShouldBe(dialect);

    [Theory]
    [InlineData("openai", "/anything/chat/completions", "openai.chat")]
    [InlineData("anthropic", "/v1/complete", "anthropic.messages")]
    [InlineData("cohere", "/proxy/chat", "cohere.chat")]
    [InlineData("openai.chat", "/my/own/path", "openai.chat")]
    [InlineData("OpenAI.Chat", "/v1/embeddings", "openai.embeddings")]
    [InlineData("opaque", "/v1/chat/completions", "opaque")]
    [InlineData("gemini", "/other", "json")]
    [InlineData("no such dialect", "/v1/messages", "anthropic.messages")]
    public void A_configured_family_or_name_decides_what_the_path_leaves_open(string configured, string path, string dialect) =>
        DialectCatalog.Find(configured, "internal", "POST", path).Name.ShouldBe(dialect);

    [Fact]
    public void The_shape_of_the_body_speaks_for_an_unknown_provider_and_path()
    {
        DialectCatalog.Find(null, "nobody", "POST", "/llm", """{"messages":[]}"""u8.ToArray()).Name.ShouldBe("openai.chat");
        DialectCatalog.Find(null, "nobody", "POST", "/llm", """{"contents":[]}"""u8.ToArray()).Name.ShouldBe("gemini.generate");
        DialectCatalog.Find(null, "nobody", "POST", "/llm", "{\"x\":"u8.ToArray()).Name.ShouldBe("opaque");
    }

    [Fact]
    public void Names_are_unique_and_found_again()
    {
        DialectCatalog.All.Select(dialect => dialect.Name).ShouldBeUnique();
        foreach (var dialect in DialectCatalog.All) DialectCatalog.OfRecord(dialect.Name).ShouldBeSameAs(dialect);
        DialectCatalog.OfRecord("gone").ShouldBeSameAs(DialectCatalog.Opaque);
    }

    [Fact]
    public void Every_recorded_model_call_finds_a_dialect_of_its_kind()
    {
        foreach (var cassette in Cassettes.All)
        {
            if (cassette.Api is "chat_completions" or "responses" or "messages" or "converse" or "converse_stream" or "generate_content" or "ollama_chat" or "cohere_chat")
                cassette.Dialect.Kind.ShouldBe(InteractionKind.Llm, cassette.Name);
            if (cassette.Api == "embeddings" && !cassette.Request.Path.Contains("countTokens", StringComparison.Ordinal)) cassette.Dialect.Kind.ShouldBe(InteractionKind.Embedding, cassette.Name);
        }
    }
}
