using System.Text.Json;

namespace Rouse.Sandbox.Fcm;

/// <summary>Compares a request with <see cref="FcmSchema"/>, as Google does (ProtoJSON format), and lists all that is wrong.</summary>
internal sealed class FcmSchemaCheck
{
    private readonly List<FieldViolation> _violations = [];

    public static IReadOnlyList<FieldViolation> Check(JsonElement request)
    {
        var check = new FcmSchemaCheck();
        check.CheckMessage(request, FcmSchema.Request, "");
        return check._violations;
    }

    /// <summary>A field by its name in the .proto file, whichever way the JSON spells it; null counts as absent.</summary>
    public static JsonElement? Field(JsonElement? owner, string name)
    {
        if (owner is not { } message)
            return null;
        var found = message.TryGetProperty(name, out var value) || message.TryGetProperty(FcmField.CamelCase(name), out value);
        return found && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private void CheckMessage(JsonElement value, FcmField message, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(path, $"Invalid value at '{path}': an object is expected.");
            return;
        }

        var seen = new HashSet<FcmField>();
        foreach (var member in value.EnumerateObject())
        {
            if (!message.Fields.TryGetValue(member.Name, out var field))
                Unknown(path, member.Name);
            else if (!seen.Add(field))
                Add(path, $"Invalid value at '{path}': field {field.Name} is set twice.");
            else if (member.Value.ValueKind != JsonValueKind.Null)
                CheckField(member.Value, field, path.Length == 0 ? field.Name : $"{path}.{field.Name}");
        }
    }

    private void CheckField(JsonElement value, FcmField field, string path)
    {
        if (!field.Repeated)
        {
            CheckValue(value, field, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(path, "a list", value);
            return;
        }

        foreach (var (index, item) in value.EnumerateArray().Index())
            CheckValue(item, field, $"{path}[{index}]");
    }

    private void CheckValue(JsonElement value, FcmField field, string path)
    {
        switch (field.Type)
        {
            case FcmType.Message:
                CheckMessage(value, field, path);
                break;
            case FcmType.TextMap:
                CheckMap(value, path);
                break;
            default:
                if (!Fits(value, field))
                    Wrong(path, Expected(field), value);
                break;
        }
    }

    private void CheckMap(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "a map", value);
            return;
        }

        foreach (var (index, entry) in value.EnumerateObject().Index())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
                Wrong($"{path}[{index}].value", "TYPE_STRING", entry.Value);
        }
    }

    private static bool Fits(JsonElement value, FcmField field) => field.Type switch
    {
        FcmType.Text => value.ValueKind == JsonValueKind.String,
        FcmType.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FcmType.Whole => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        FcmType.Number => value.ValueKind == JsonValueKind.Number,
        FcmType.Duration => value.ValueKind == JsonValueKind.String && FcmDuration.TryParse(value.GetString(), out _),
        FcmType.Choice =>
            value.ValueKind == JsonValueKind.String && field.Choices.Contains(value.GetString(), StringComparer.OrdinalIgnoreCase),
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static string Expected(FcmField field) => field.Type switch
    {
        FcmType.Text => "TYPE_STRING",
        FcmType.Flag => "TYPE_BOOL",
        FcmType.Whole => "TYPE_INT32",
        FcmType.Number => "TYPE_FLOAT",
        FcmType.Duration => "google.protobuf.Duration",
        FcmType.Choice => string.Join('|', field.Choices),
        _ => "google.protobuf.Struct",
    };

    private void Unknown(string path, string name) => Add(path, path.Length == 0
        ? $"Invalid JSON payload received. Unknown name \"{name}\": Cannot find field."
        : $"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field.");

    private void Wrong(string path, string expected, JsonElement value) =>
        Add(path, $"Invalid value at '{path}' ({expected}), {value.GetRawText()}");

    private void Add(string path, string description) => _violations.Add(new(path, description));
}
