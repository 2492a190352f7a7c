using Reprise.Cache;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>Which requests the cache must leave alone, and which it may answer only when they come again letter for letter.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("\"n\":2", CacheReasons.SeveralChoices)]
    [InlineData("\"best_of\":3", CacheReasons.SeveralChoices)]
    [InlineData("\"n\":\"2\"", CacheReasons.SeveralChoices)]
    [InlineData("\"logprobs\":true", CacheReasons.Logprobs)]
    [InlineData("\"logprobs\":0", CacheReasons.Logprobs)]
    [InlineData("\"top_logprobs\":2", CacheReasons.Logprobs)]
    [InlineData("\"temperature\":1.2", CacheReasons.Temperature)]
    [InlineData("\"temperature\":\"2\"", CacheReasons.Temperature)]
    [InlineData("\"web_search_options\":{\"search_context_size\":\"low\"}", CacheReasons.ServerState)]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", CacheReasons.ServerState)]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"mcp\",\"server_url\":\"x\"}]", CacheReasons.ServerState)]
    [InlineData("\"web_search_options\":{}", CacheReasons.ServerState)]
    [InlineData("\"plugins\":[{\"id\":\"web\"}]", CacheReasons.ServerState)]
    [InlineData("\"model\":\"openai/gpt-4o:online\"", CacheReasons.ServerState)]
    [InlineData("\"model\":\"gpt-4o-search-preview\"", CacheReasons.ServerState)]
    [InlineData("\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\"}", CacheReasons.NotCacheable)]
    public void A_chat_is_left_alone(string parameter, string reason) => Asked.Key(Asked.With(parameter)).Refusal.ShouldBe(reason);

    [Theory]
    [InlineData("\"n\":1")]
    [InlineData("\"n\":null")]
    [InlineData("\"logprobs\":false")]
    [InlineData("\"logprobs\":false,\"top_logprobs\":0")]
    [InlineData("\"temperature\":1")]
    [InlineData("\"temperature\":0")]
    [InlineData("\"temperature\":1.8,\"seed\":1")]
    [InlineData("\"modalities\":[\"text\"]")]
    [InlineData("\"tool_choice\":\"auto\"")]
    [InlineData("\"plugins\":[]")]
    [InlineData("\"tools\":[]")]
    public void A_chat_is_taken_with_a_rewording(string parameter)
    {
        var key = Asked.Key(Asked.With(parameter));
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBeNull();
        key.Text.ShouldBe("What is the capital of France?");
    }

    [Fact]
    public void No_temperature_counts_as_one()
    {
        var cold = Asked.Policy with { MaxTemperature = 0.5 };
        Asked.Key(Asked.Chat, policy: cold).Refusal.ShouldBe(CacheReasons.Temperature);
        Asked.Key(Asked.With("\"temperature\":null"), policy: cold).Refusal.ShouldBe(CacheReasons.Temperature);
        Asked.Key(Asked.With("\"temperature\":0.5"), policy: cold).Refusal.ShouldBeNull();
        Asked.Key(Asked.With("\"seed\":1"), policy: cold).Refusal.ShouldBeNull();
        Asked.Key("""{"contents":[{"parts":[{"text":"Hello you there"}]}],"generationConfig":{"temperature":0.9}}""", "gemini.generate", policy: cold).Refusal.ShouldBe(CacheReasons.Temperature);
        Asked.Key("""{"model":"m","messages":[{"role":"user","content":"Hello you"}],"options":{"temperature":0.9}}""", "ollama.chat", policy: cold).Refusal.ShouldBe(CacheReasons.Temperature);
        Asked.Key("""{"messages":[{"role":"user","content":[{"text":"Hello you"}]}],"inferenceConfig":{"temperature":0.1}}""", "bedrock.converse", policy: cold).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","previous_response_id":"r"}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","conversation":{"id":"c"}}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","background":true}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","prompt":{"id":"p"}}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","tools":[{"type":"file_search","vector_store_ids":["v"]}]}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","tools":[{"type":"code_interpreter"}]}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","tools":[{"type":"computer_use_preview"}]}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":[{"type":"item_reference","id":"i"},{"role":"user","content":"Hello you"}]}""", CacheReasons.ServerState)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","include":["message.output_text.logprobs"]}""", CacheReasons.Logprobs)]
    [InlineData("openai.responses", """{"model":"m","input":"Hello you","background":false,"conversation":null,"include":[]}""", null)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"cachedContent":"c"}""", CacheReasons.ServerState)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"tools":[{"googleSearch":{"x":1}}]}""", CacheReasons.ServerState)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"tools":[{"google_search":{}}]}""", CacheReasons.ServerState)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"generationConfig":{"candidateCount":2}}""", CacheReasons.SeveralChoices)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"generationConfig":{"responseLogprobs":true}}""", CacheReasons.Logprobs)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"generationConfig":{"responseModalities":["AUDIO"]}}""", CacheReasons.NotCacheable)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"Hello you"}]}],"generationConfig":{"responseModalities":["TEXT"]}}""", null)]
    [InlineData("anthropic.messages", """{"model":"m","messages":[{"role":"user","content":"Hello you"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", CacheReasons.ServerState)]
    [InlineData("anthropic.messages", """{"model":"m","messages":[{"role":"user","content":"Hello you"}],"mcp_servers":[{"url":"x"}]}""", CacheReasons.ServerState)]
    [InlineData("bedrock.converse", """{"messages":[{"role":"user","content":[{"text":"Hello you"}]}],"toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]}}""", CacheReasons.ServerState)]
    [InlineData("cohere.chat", """{"message":"Hello you","connectors":[{"id":"web-search"}]}""", CacheReasons.ServerState)]
    [InlineData("cohere.chat", """{"message":"Hello you","conversation_id":"c"}""", CacheReasons.ServerState)]
    [InlineData("ollama.chat", """{"model":"m","Stream":false,"messages":[{"role":"user","content":"Hello you"}]}""", CacheReasons.NotReadable)]
    public void State_kept_elsewhere_is_not_answered_from_here(string dialect, string body, string? reason) => Asked.Key(body, dialect).Refusal.ShouldBe(reason);

    [Fact]
    public void Only_questions_with_an_answer_of_their_own_are_taken()
    {
        Asked.Key(Asked.Chat, "anthropic.count_tokens").Refusal.ShouldBe(CacheReasons.NotCacheable);
        Asked.Key(Asked.Chat, "json").Refusal.ShouldBe(CacheReasons.NotCacheable);
        Asked.Key(Asked.Chat, "opaque").Refusal.ShouldBe(CacheReasons.NotCacheable);
        Asked.Key(Asked.Chat, "openai.models").Refusal.ShouldBe(CacheReasons.NotCacheable);
        Asked.Key(Asked.Chat, method: "GET").Refusal.ShouldBe(CacheReasons.NotCacheable);
    }

    [Theory]
    [InlineData("openai.embeddings", """{"model":"m","input":"Hello you"}""")]
    [InlineData("ollama.embed", """{"model":"m","input":["Hello you"]}""")]
    [InlineData("gemini.embeddings", """{"content":{"parts":[{"text":"Hello you"}]}}""")]
    [InlineData("bedrock.embed", """{"inputText":"Hello you"}""")]
    [InlineData("cohere.embed", """{"texts":["Hello you"]}""")]
    public void Embeddings_are_taken_letter_for_letter_at_any_temperature(string dialect, string body)
    {
        var key = Asked.Key(body, dialect, policy: Asked.Policy with { MaxTemperature = 0 });
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBe(CacheReasons.ExactOnly);
        Asked.Key(body.Replace("you", "You", StringComparison.Ordinal), dialect).Exact.ShouldNotBe(key.Exact);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]""", CacheReasons.Attachments)]
    [InlineData("""[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA"}}]}]""", CacheReasons.Attachments)]
    [InlineData("""[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}},{"type":"text","text":"What is it?"}]}]""", CacheReasons.Attachments)]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"text","text":"And that?"}]}]""", CacheReasons.ExactOnly)]
    [InlineData("""[{"role":"user","content":"What is it?"},{"role":"assistant","content":"It is"}]""", CacheReasons.ToolTraffic)]
    [InlineData("""[{"role":"user","content":"What is it?"},{"role":"assistant","tool_calls":[{"id":"1"}]},{"role":"tool","content":"42"}]""", CacheReasons.ToolTraffic)]
    [InlineData("""[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"42"}]}]""", CacheReasons.ToolTraffic)]
    [InlineData("""[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"42"},{"type":"text","text":"Go on please"}]}]""", CacheReasons.ToolTraffic)]
    [InlineData("""[{"role":"user","content":"What is it?","a_thing_nobody_knows":"x"}]""", CacheReasons.ExactOnly)]
    [InlineData("""[{"role":"user","content":"What is it?"},{"role":"system","content":"Be brief."}]""", CacheReasons.NoText)]
    [InlineData("""[{"role":"user","content":null}]""", CacheReasons.NoText)]
    [InlineData("""[{"role":"user","content":""}]""", CacheReasons.NoText)]
    [InlineData("""[{"role":"user","content":" \n "}]""", CacheReasons.NoText)]
    [InlineData("""[]""", CacheReasons.NoText)]
    [InlineData("""[{"role":"user","content":"thanks!"}]""", CacheReasons.TooLittle)]
    [InlineData("""[{"role":"user","content":"src/main.c"}]""", CacheReasons.TooLittle)]
    [InlineData("""[{"role":"user","content":"👍 👍 👍"}]""", CacheReasons.TooLittle)]
    [InlineData("""[{"role":"user","content":"Explain this:\n```\nint x;\n```"}]""", CacheReasons.Code)]
    [InlineData("""[{"role":"user","content":"int main() {\n  int x = 1;\n  return x;\n}"}]""", CacheReasons.Code)]
    [InlineData("""[{"role":"user","content":"{\"name\": \"Anna\", \"age\": 7}"}]""", CacheReasons.Code)]
    [InlineData("""[{"role":"user","content":"def add(a, b):\n    return a + b\n\nadd(1, 2)"}]""", CacheReasons.Code)]
    [InlineData("""[{"role":"user","content":"Write a function that adds two numbers. It shall be called add."}]""", null)]
    [InlineData("""[{"role":"user","content":"- buy milk\n- call Anna (today)\n- what else?"}]""", null)]
    [InlineData("""[{"role":"user","content":"法国首都"}]""", null)]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"What is it?"}]}]""", null)]
    [InlineData("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]},{"role":"assistant","content":"A cat."},{"role":"user","content":"What colour?"}]""", null)]
    public void Some_messages_are_matched_letter_for_letter(string messages, string? reason)
    {
        var key = Asked.Key(Asked.Messages(messages));
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBe(reason);
        (key.Text is null).ShouldBe(reason is not null);
    }

    [Fact]
    public void Tools_are_matched_letter_for_letter_unless_the_policy_says_otherwise()
    {
        var body = Asked.With("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}]");
        Asked.Key(body).SemanticRefusal.ShouldBe(CacheReasons.Tools);
        Asked.Key(body, policy: Asked.Policy with { SemanticWithTools = true }).SemanticRefusal.ShouldBeNull();
        foreach (var choice in new[] { "\"required\"", "{\"type\":\"function\",\"function\":{\"name\":\"look\"}}", "{\"type\":\"any\"}" })
        {
            Asked.Key(Asked.With("\"tool_choice\":" + choice, body), policy: Asked.Policy with { SemanticWithTools = true }).SemanticRefusal.ShouldBe(CacheReasons.ToolTraffic);
        }

        Asked.Key(Asked.With("\"tool_choice\":{\"type\":\"auto\"}", body), policy: Asked.Policy with { SemanticWithTools = true }).SemanticRefusal.ShouldBeNull();
    }
}
