using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reprise.Demo.Stories;

namespace Reprise.Demo.Upstream;

/// <summary>Decides what to answer: from the story book where the question stands in it, otherwise a few fitting sentences. The same ask gets the same reply.</summary>
internal sealed class Script(ScriptedUpstreamOptions options)
{
    public Reply For(Ask ask, string behaviour)
    {
        var random = RandomFor($"{ask.Model}\n{ask.MessageCount}\n{ask.ToolResultCount}\n{ask.Prompt}", options.Seed);
        var id = Hex(random, 12);
        var line = StoryBook.Find(ask.Prompt, ask.ToolResultCount, ask.Tools) ?? Improvise(ask, random);
        var text = line.Text;
        var truncated = behaviour == Behaviour.Truncated;
        if (truncated) text = text[..(text.Length / 2)];
        var tools = line.Tool is { } tool ? [new ReplyTool(id, tool.Name, tool.Arguments)] : Array.Empty<ReplyTool>();
        var thinks = ask.Think || ThinksAnyway(ask.Model);
        var reasoning = thinks ? line.Thought ?? "Let me see what is asked here. The question is plain, so a short and direct answer serves best." : null;
        var reasoningTokens = reasoning is null ? 0 : Json.TokensOf(reasoning);
        var (cached, written) = PromptCache(ask);
        return new Reply
        {
            Id = id,
            Model = Dated(ask.Model),
            Created = options.Time.GetUtcNow(),
            Text = text,
            Reasoning = reasoning,
            Refuses = line.Refuses,
            Truncated = truncated,
            Tools = tools,
            ShowUsage = behaviour != Behaviour.NoUsage,
            PromptTokens = ask.PromptTokens,
            CachedTokens = cached,
            CacheWriteTokens = written,
            CompletionTokens = Json.TokensOf(text + string.Concat(tools.Select(t => t.Arguments))) + reasoningTokens,
            ReasoningTokens = reasoningTokens,
            FirstDelay = TimeSpan.FromMilliseconds(Slowness(ask.Model) * (120 + random.Next(500)) * (thinks ? 3 : 1)),
            PieceDelay = TimeSpan.FromMilliseconds(Slowness(ask.Model) * (10 + random.Next(25))),
        };
    }

    /// <summary>Numbers that depend on the text and the seed only, in any process.</summary>
    public static Random RandomFor(string text, int seed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(hash) ^ seed);
    }

    private static StoryLine Improvise(Ask ask, Random random)
    {
        if (ask.Tools.Count > 0 && ask.ToolResultCount == 0) return new StoryLine("") { Tool = new StoryTool(ask.Tools[0], "{}", "{}") };
        var sentences = StoryBook.Sentences;
        var count = 2 + random.Next(3);
        return new StoryLine(string.Join(' ', Enumerable.Range(0, count).Select(_ => sentences[random.Next(sentences.Count)])));
    }

    /// <summary>Providers cache in steps of 128 tokens from 1,024 on; a marked prompt is written first and read from the next turn on.</summary>
    private static (int Cached, int Written) PromptCache(Ask ask)
    {
        var share = ask.PromptTokens * 3 / 4 / 128 * 128;
        if (ask.Caches) return ask.MessageCount > 1 ? (share, 0) : (0, share);
        return ask.PromptTokens >= 1024 && ask.MessageCount > 2 ? (share, 0) : (0, 0);
    }

    private static bool ThinksAnyway(string model) =>
        model.Contains("reasoner", StringComparison.Ordinal) || model.StartsWith("magistral", StringComparison.Ordinal) || model is ['o', >= '1' and <= '9', ..];

    private static double Slowness(string model) =>
        model.Contains("mini", StringComparison.Ordinal) || model.Contains("haiku", StringComparison.Ordinal) || model.Contains("flash", StringComparison.Ordinal)
        || model.Contains("instant", StringComparison.Ordinal) || model.Contains("embed", StringComparison.Ordinal) ? 0.5 : 1.0;

    /// <summary>Providers answer with the dated name of an alias.</summary>
    private static string Dated(string model) => model switch
    {
        "gpt-4o" => "gpt-4o-2024-08-06",
        "gpt-4o-mini" => "gpt-4o-mini-2024-07-18",
        "gpt-4.1" => "gpt-4.1-2025-04-14",
        "gpt-4.1-mini" => "gpt-4.1-mini-2025-04-14",
        "o4-mini" => "o4-mini-2025-04-16",
        "claude-sonnet-4-5" => "claude-sonnet-4-5-20250929",
        "claude-haiku-4-5" => "claude-haiku-4-5-20251001",
        _ => model,
    };

    private static string Hex(Random random, int bytes)
    {
        Span<byte> buffer = stackalloc byte[bytes];
        random.NextBytes(buffer);
        return Convert.ToHexStringLower(buffer);
    }
}
