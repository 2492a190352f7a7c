using System.Text.Json;

namespace Reprise.Embeddings.Transformer;

/// <summary>Sizes of a BERT encoder, from its <c>config.json</c>.</summary>
internal sealed record EncoderShape(int Vocabulary, int Width, int Layers, int Heads, int InnerWidth, int Positions, int Types, float Epsilon)
{
    /// <summary>Widths are multiples of this, so that no product has a remainder.</summary>
    public const int Step = Dense.Panel;

    public int HeadWidth => Width / Heads;

    /// <exception cref="InvalidDataException">It is the configuration of something else.</exception>
    public static EncoderShape Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            Require(root, "model_type", "bert");
            Require(root, "hidden_act", "gelu");
            if (root.TryGetProperty("position_embedding_type", out var positions) && positions.GetString() != "absolute") throw Foreign("position_embedding_type is not absolute");
            var shape = new EncoderShape(
                Number("vocab_size", 1_000_000),
                Number("hidden_size", EmbedderIdentity.MostDimensions),
                Number("num_hidden_layers", 100),
                Number("num_attention_heads", 256),
                Number("intermediate_size", 4 * EmbedderIdentity.MostDimensions),
                Number("max_position_embeddings", 100_000),
                Number("type_vocab_size", 16),
                root.GetProperty("layer_norm_eps").GetSingle());
            if (shape.Width % shape.Heads != 0 || shape.HeadWidth % Step != 0 || shape.InnerWidth % Step != 0) throw Foreign($"hidden_size per head and intermediate_size are no multiples of {Step}");
            if (shape.Positions < TransformerEmbedder.MostPieces) throw Foreign($"max_position_embeddings is below {TransformerEmbedder.MostPieces}");
            return shape.Epsilon is >= 0 and < 1 ? shape : throw Foreign("layer_norm_eps is out of range");

            int Number(string name, int most) => root.GetProperty(name).GetInt32() is var number and >= 1 && number <= most ? number : throw Foreign($"{name} is out of range");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("config.json is no configuration of a BERT encoder, or damaged.", e);
        }
    }

    private static void Require(JsonElement root, string name, string value)
    {
        if (root.GetProperty(name).GetString() != value) throw Foreign($"{name} is not {value}");
    }

    private static InvalidDataException Foreign(string what) => new($"config.json is not of a model that can be read here: {what}.");
}
