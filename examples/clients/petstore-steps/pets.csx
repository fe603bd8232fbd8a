// The pets of the shop as a table: runner run pets.csx --input url=http://localhost:8080/v1
var list = await Run("petstore.listPets", new { baseUrl = Inputs["url"], limit = 10 });
foreach (var pet in list.Get<List<Pet>>("json")!) Log($"{pet.Id}: {pet.Name}");

var first = await Run("petstore.getPetById", new { baseUrl = Inputs["url"], petId = list.Get<int>("json[0].id") });
Expect(() => first["json.status"] == "available");

record Pet(int Id, string Name);
