using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Tests;

/// <summary>A whole model of one small layer with random weights, for what can be seen without the real one.</summary>
internal sealed class TinyModel : IDisposable
{
    public const int Width = 64, Inner = 96;

    private static readonly string[] s_pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hello", "world", "a", "b", "##a", "##b", "##llo", "he", "?", "²", "大", "##c", "["];

    private readonly TempFolder _folder = new();
    private readonly Random _random = new(7);

    public TinyModel()
    {
        Config = (JsonObject)JsonNode.Parse($$"""
            {"model_type":"bert","hidden_act":"gelu","vocab_size":{{s_pieces.Length}},"hidden_size":{{Width}},"num_hidden_layers":1,"num_attention_heads":2,
             "intermediate_size":{{Inner}},"max_position_embeddings":256,"type_vocab_size":2,"layer_norm_eps":1e-12,"position_embedding_type":"absolute"}
            """)!;
        Tokenizer = (JsonObject)JsonNode.Parse("""
            {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{}}}
            """)!;
        for (var i = 0; i < s_pieces.Length; i++) Tokenizer["model"]!["vocab"]![s_pieces[i]] = i;
        Add("embeddings.word_embeddings.weight", s_pieces.Length, Width);
        Add("embeddings.position_embeddings.weight", 256, Width);
        Add("embeddings.token_type_embeddings.weight", 2, Width);
        AddNorm("embeddings.LayerNorm");
        foreach (var name in (string[])["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]) AddDense($"encoder.layer.0.{name}", Width, Width);
        AddNorm("encoder.layer.0.attention.output.LayerNorm");
        AddDense("encoder.layer.0.intermediate.dense", Inner, Width);
        AddDense("encoder.layer.0.output.dense", Width, Inner);
        AddNorm("encoder.layer.0.output.LayerNorm");
    }

    public string Folder => _folder.Path;
    public JsonObject Config { get; }
    public JsonObject Tokenizer { get; }

    /// <summary>What comes before all values in the file of weights.</summary>
    public JsonObject Head { get; } = [];

    /// <summary>All values, in half precision unless <see cref="Singles"/> is set before writing.</summary>
    public List<float> Values { get; } = [];

    public bool Singles { get; init; }

    public string WeightsPath => _folder.File("model.safetensors");

    /// <summary>Writes the three files and says where.</summary>
    public string Write()
    {
        File.WriteAllText(_folder.File("config.json"), Config.ToJsonString());
        File.WriteAllText(_folder.File("tokenizer.json"), Tokenizer.ToJsonString());
        var size = Singles ? 4 : 2;
        foreach (var (_, tensor) in Head)
        {
            if (!Singles || tensor!["dtype"]!.GetValue<string>() != "F16") continue;
            tensor["dtype"] = "F32";
            tensor["data_offsets"] = new JsonArray((long)tensor["data_offsets"]![0]! * 2, (long)tensor["data_offsets"]![1]! * 2);
        }

        var head = Encoding.UTF8.GetBytes(Head.ToJsonString());
        var file = new byte[8 + head.Length + Values.Count * size];
        BinaryPrimitives.WriteInt64LittleEndian(file, head.Length);
        head.CopyTo(file, 8);
        for (var i = 0; i < Values.Count; i++)
        {
            var place = file.AsSpan(8 + head.Length + i * size);
            // The same value in both.
            if (Singles) BinaryPrimitives.WriteSingleLittleEndian(place, (float)(Half)Values[i]);
            else BinaryPrimitives.WriteHalfLittleEndian(place, (Half)Values[i]);
        }

        File.WriteAllBytes(WeightsPath, file);
        return Folder;
    }

    public void Dispose() => _folder.Dispose();

    private void AddDense(string name, int outputs, int inputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void AddNorm(string name)
    {
        Add(name + ".weight", Width);
        Add(name + ".bias", Width);
    }

    private void Add(string name, params int[] shape)
    {
        var begin = Values.Count * 2L;
        var count = shape.Aggregate(1, (product, length) => product * length);
        for (var i = 0; i < count; i++) Values.Add((float)(_random.NextDouble() * .4 - .2));
        Head[name] = JsonNode.Parse(JsonSerializer.Serialize(new { dtype = "F16", shape, data_offsets = new[] { begin, Values.Count * 2L } }));
    }
}
