using System.Text.Json.Nodes;
using Reprise.Embeddings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings.Transformer;

/// <summary>What is loaded, and what is refused with words that say why. None of this needs the real weights.</summary>
public sealed class ModelFolderTests
{
    [Fact]
    public void A_small_model_of_random_weights_is_loaded_and_tells_texts_apart()
    {
        using var model = new TinyModel();
        var embedder = TransformerEmbedder.Load(model.Write());
        embedder.Identity.Name.ShouldBe("bert-1x64");
        embedder.Identity.Dimensions.ShouldBe(64);
        Embed(embedder, "hello world").ShouldNotBe(Embed(embedder, "world hello"), "places count");
        Embed(embedder, "Hello  WORLD").ShouldBe(Embed(embedder, "hello world"));
    }

    [Fact]
    public void Half_and_single_precision_give_the_same_vectors_and_other_versions()
    {
        using var halves = new TinyModel();
        using var singles = new TinyModel { Singles = true };
        var (one, other) = (TransformerEmbedder.Load(halves.Write()), TransformerEmbedder.Load(singles.Write()));
        Embed(other, "hello?").ShouldBe(Embed(one, "hello?"));
        other.Identity.ShouldNotBe(one.Identity);
    }

    [Fact]
    public void A_changed_weight_or_piece_changes_the_version()
    {
        using var model = new TinyModel();
        var before = TransformerEmbedder.Load(model.Write()).Identity;
        TransformerEmbedder.Load(model.Folder).Identity.ShouldBe(before);
        model.Values[^1] += .1f;
        var changed = TransformerEmbedder.Load(model.Write()).Identity;
        changed.ShouldNotBe(before);
        model.Tokenizer["model"]!["vocab"]!["hello"] = 5;
        model.Tokenizer["model"]!["vocab"]!["world"] = 4;
        TransformerEmbedder.Load(model.Write()).Identity.ShouldNotBe(changed);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors")]
    public void A_folder_in_which_a_file_is_missing_is_refused(string file)
    {
        using var model = new TinyModel();
        File.Delete(Path.Combine(model.Write(), file));
        Refused(model).ShouldContain(file == "model.safetensors" ? "*.safetensors" : file);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_one_with_two_models_are_refused()
    {
        using var model = new TinyModel();
        File.Copy(Path.Combine(model.Write(), "model.safetensors"), Path.Combine(model.Folder, "other.safetensors"));
        Refused(model).ShouldContain("2 *.safetensors files");
        Should.Throw<InvalidDataException>(() => TransformerEmbedder.Load(Path.Combine(model.Folder, "none"))).Message.ShouldContain("does not exist");
    }

    [Theory]
    [InlineData("model_type", "\"roberta\"", "model_type")]
    [InlineData("hidden_act", "\"relu\"", "hidden_act")]
    [InlineData("position_embedding_type", "\"relative_key\"", "position_embedding_type")]
    [InlineData("hidden_size", "65", "hidden_size")]
    [InlineData("hidden_size", "1000000", "hidden_size")]
    [InlineData("hidden_size", "\"64\"", "config.json")]
    [InlineData("num_attention_heads", "0", "num_attention_heads")]
    [InlineData("max_position_embeddings", "100", "max_position_embeddings")]
    [InlineData("num_hidden_layers", "2", "encoder.layer.1")]
    [InlineData("intermediate_size", "128", "intermediate")]
    [InlineData("vocab_size", "5", "piece")]
    public void A_configuration_that_does_not_fit_is_refused_by_name(string name, string value, string expected)
    {
        using var model = new TinyModel();
        model.Config[name] = JsonNode.Parse(value);
        model.Write();
        Refused(model).ShouldContain(expected);
    }

    [Theory]
    [InlineData("""{"normalizer":{"type":"BertNormalizer","lowercase":false}}""")]
    [InlineData("""{"normalizer":{"type":"BertNormalizer","lowercase":true,"strip_accents":false}}""")]
    [InlineData("""{"normalizer":{"type":"Precompiled","lowercase":true}}""")]
    [InlineData("""{"normalizer":null}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{}}}""")]
    [InlineData("""{"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0}}}""")]
    [InlineData("""{"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":1000000,"vocab":{}}}""")]
    [InlineData("""{"model":[]}""")]
    public void A_tokenizer_of_another_kind_is_refused(string change)
    {
        using var model = new TinyModel();
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(change)!) model.Tokenizer[name] = value?.DeepClone();
        model.Write();
        Refused(model).ShouldContain("tokenizer.json");
    }

    [Fact]
    public void Weights_cut_anywhere_or_with_something_behind_them_are_refused()
    {
        using var model = new TinyModel();
        model.Write();
        var whole = File.ReadAllBytes(model.WeightsPath);
        foreach (var length in (int[])[0, 7, 8, 9, 500, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(model.WeightsPath, whole[..length]);
            Refused(model).ShouldContain("model.safetensors");
        }

        File.WriteAllBytes(model.WeightsPath, [.. whole, 0]);
        Refused(model).ShouldContain("not whole");
        File.WriteAllText(model.WeightsPath, "version https://git-lfs.github.com/spec/v1\n" + new string('x', 100));
        Refused(model).ShouldContain("no head of a sensible length");
    }

    [Fact]
    public void Any_changed_byte_of_the_head_is_refused_or_makes_another_version()
    {
        using var model = new TinyModel();
        model.Write();
        var before = TransformerEmbedder.Load(model.Folder).Identity;
        var whole = File.ReadAllBytes(model.WeightsPath);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i < 8 ? i : random.Next(8, 1200)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(model.WeightsPath, changed);
            try
            {
                TransformerEmbedder.Load(model.Folder).Identity.ShouldNotBe(before);
            }
            catch (InvalidDataException)
            {
                // Said in words; anything else fails the test.
            }
        }
    }

    [Theory]
    [InlineData("""[64, 63]""", "bytes for")]
    [InlineData("""[32, 128]""", "wants [64, 64]")]
    [InlineData("""[-64, -64]""", "shape out of range")]
    [InlineData("""[2147483647, 2147483647]""", "shape out of range")]
    [InlineData("""[]""", "bytes for")]
    public void A_shape_that_is_not_the_models_is_refused(string shape, string expected)
    {
        using var model = new TinyModel();
        model.Head["encoder.layer.0.attention.self.query.weight"]!["shape"] = JsonNode.Parse(shape);
        model.Write();
        Refused(model).ShouldContain(expected);
    }

    [Fact]
    public void A_tensor_that_is_missing_overlaps_or_has_another_type_is_refused()
    {
        const string Name = "encoder.layer.0.attention.self.query.bias";
        using var model = new TinyModel();
        var tensor = model.Head[Name]!;
        var offsets = tensor["data_offsets"]!.DeepClone();
        tensor["dtype"] = "BF16";
        model.Write();
        Refused(model).ShouldContain($"{Name} in a type");
        tensor["dtype"] = "F16";
        tensor["data_offsets"] = new JsonArray(0, 128);
        model.Write();
        Refused(model).ShouldContain("gaps");
        tensor["data_offsets"] = offsets;
        model.Head.Remove(Name);
        model.Head["another"] = tensor;
        model.Write();
        Refused(model).ShouldContain($"no tensor {Name}");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused(float value)
    {
        using var model = new TinyModel();
        model.Values[^1] = value;
        model.Write();
        Refused(model).ShouldContain("no number");
        using var table = new TinyModel();
        table.Values[0] = value;
        table.Write();
        Refused(table).ShouldContain("no number");
    }

    private static string Refused(TinyModel model)
    {
        var message = Should.Throw<InvalidDataException>(() => TransformerEmbedder.Load(model.Folder)).Message;
        message.ShouldNotContain(model.Folder);
        return message;
    }

    private static float[] Embed(TransformerEmbedder embedder, string text)
    {
        var vector = new float[embedder.Identity.Dimensions];
        embedder.Embed(text, vector).ShouldBe(TransformerReading.Whole);
        return vector;
    }
}
