export default {
	title: "The Buoy",
	url: "https://buoy.example/",
	language: "en",
	author: {
		name: "Ada Quay",
		email: "ada@buoy.example",
	},
};
